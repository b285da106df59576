using System.Collections.Concurrent;
using System.IO.Enumeration;
using System.Reflection;

[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]   // two libtorch jobs at once slow each other tenfold
[assembly: AssemblyFixture(typeof(Golden.Tests.Harness.GoldenRun))]

namespace Golden.Tests.Harness;

/// <summary>Knows the built lines, counts what ran, and reports it when the run is over.</summary>
public sealed class GoldenRun : IDisposable
{
    private static readonly ConcurrentDictionary<string, GoldenLine> s_built = [];
    private static readonly ConcurrentDictionary<string, int> s_ran = [];
    private static readonly IReadOnlyList<string> s_selected =
        Environment.GetEnvironmentVariable("WORKBOOK_GOLDEN_LINES")?.Split(',', StringSplitOptions.TrimEntries) ?? ["*"];

    /// <summary>The lines of the index, that a class implements and the selection takes.</summary>
    public static IReadOnlyDictionary<string, GoldenLine> Built
    {
        get
        {
            lock (s_built)
            {
                if (s_built.IsEmpty)
                {
                    Build();
                }

                return s_built;
            }
        }
    }

    /// <summary>Notes that a case has been started.</summary>
    public static void Count(string line) => s_ran.AddOrUpdate(line, 1, (_, n) => n + 1);

    /// <summary>Prints the line counts, and throws where a built line fell short of the index.</summary>
    public void Dispose()
    {
        if (GoldenSet.Current is not { } set)
        {
            Console.WriteLine("golden: no set found; set WORKBOOK_GOLDEN to its folder");
            return;
        }

        var filtered = Environment.GetCommandLineArgs().Any(IsFilter);
        List<string> faults = [];
        foreach (var (line, cases) in set.Lines.Where(l => IsSelected(l.Key)))
        {
            Console.WriteLine(Report(line, cases.Count, filtered, faults));
        }

        foreach (var line in s_built.Values.Distinct())
        {
            line.Dispose();
        }

        if (faults.Count > 0)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, faults));
        }
    }

    private static string Report(string line, int listed, bool filtered, List<string> faults)
    {
        if (!Built.TryGetValue(line, out var built) || !built.IsBuilt)
        {
            return $"golden {line}: not built ({listed} cases)";
        }

        var ran = s_ran.GetValueOrDefault(line);
        if (ran != listed && !filtered)
        {
            faults.Add($"golden {line}: {ran} cases ran, the index lists {listed}.");
        }

        return $"golden {line}: ran {ran} of {listed}";
    }

    private static bool IsFilter(string argument) =>
        new[] { "-filter", "-class", "-method", "-trait", "-namespace" }
            .Any(f => argument.TrimStart('-').StartsWith(f[1..], StringComparison.Ordinal) && argument.StartsWith('-'));

    private static bool IsSelected(string line) => s_selected.Any(p => FileSystemName.MatchesSimpleExpression(p, line));

    private static void Build()
    {
        var listed = GoldenSet.Current?.Lines.Keys.ToHashSet() ?? [];
        foreach (var type in typeof(GoldenRun).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(GoldenLine))))
        {
            foreach (var attribute in type.GetCustomAttributes<GoldenLineAttribute>())
            {
                if (listed.Contains(attribute.Name) && IsSelected(attribute.Name))
                {
                    var line = (GoldenLine)Activator.CreateInstance(type)!;
                    line.Name = attribute.Name;
                    s_built[attribute.Name] = line;
                }
            }
        }
    }
}
