using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace PeftWorkbook.Tests.Fuzz;

/// <summary>
/// Every reader of files from outside, fed with damaged ones: it may refuse them, by the exceptions that it documents, and nothing
/// else may happen: no crash, no hang, no memory beyond twice the file and a little. <c>WORKBOOK_FUZZ</c> is the number of damaged
/// files over all readers (100,000 where unset), <c>WORKBOOK_FUZZ_SEED</c> another seed. A failure names the seed and keeps the file.
/// </summary>
public sealed class FuzzTests
{
    private const long Slack = 64 << 20;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);
    private static readonly long s_total = Setting("WORKBOOK_FUZZ", 100_000);
    private static readonly int s_seed = (int)Setting("WORKBOOK_FUZZ_SEED", 1);

    public static IEnumerable<TheoryDataRow<string>> Targets() =>
        FuzzTargets.All.Select(t => new TheoryDataRow<string>(t.Name) { Traits = { ["category"] = ["fuzz"] } });

    [Fact]
    public void The_shares_are_a_hundred() => Assert.Equal(100, FuzzTargets.All.Sum(t => t.Share));

    [Theory]
    [MemberData(nameof(Targets))]
    public void Sound_files_are_read(string name)
    {
        var target = Find(name);
        foreach (var seed in target.Seeds)
        {
            Inside(target, folder =>
            {
                File.WriteAllBytes(Path.Combine(folder, target.File), seed);
                target.Read(folder);
            });
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Damaged_files_are_read_or_refused(string name)
    {
        var target = Find(name);
        Inside(target, folder =>
        {
            var mutator = new Mutator(s_seed);
            var faults = new SortedDictionary<string, string>(StringComparer.Ordinal);
            Read(target, folder, target.Seeds[0]);                               // warm: what is made once is no file's
            for (long i = 0; i < s_total * target.Share / 100 && faults.Count < 10; i++)
            {
                var bytes = mutator.Damage(target.Seeds[(int)(i % target.Seeds.Count)]);
                if (Fault(target, folder, bytes) is { } fault && faults.TryAdd(Kind(fault), ""))
                {
                    var kept = Path.Combine(Path.GetTempPath(), $"fuzz-{target.Name.Replace(' ', '-')}-{s_seed}-{i}");
                    File.WriteAllBytes(kept, bytes);
                    faults[Kind(fault)] = $"{target.Name}, seed {s_seed}, file {i} ({kept}): {fault}";
                }
            }

            Assert.True(faults.Count == 0, string.Join("\n\n", faults.Values));
        });
    }

    // the kind of fault and where it was met: one of each is enough
    private static string Kind(string fault)
    {
        var lines = fault.Split('\n');
        return lines[0].Split(':')[0] + (lines.FirstOrDefault(l => l.Contains("PeftWorkbook.", StringComparison.Ordinal)) ?? "");
    }

    /// <summary>What went wrong, or null. Another look is taken at what was slow: the machine may have been busy.</summary>
    private static string? Fault(FuzzTarget target, string folder, byte[] bytes)
    {
        var (time, memory, fault) = Read(target, folder, bytes);
        if (time > s_patience)
        {
            (time, _, _) = Read(target, folder, bytes);
        }

        var allowed = (2 * bytes.Length) + Slack;
        return fault is not null ? $"{fault}"
            : time > s_patience ? $"it took {time.TotalSeconds:0.0} s"
            : memory > allowed ? $"it took {memory} bytes of memory, and {allowed} are allowed"
            : null;
    }

    private static (TimeSpan Time, long Memory, Exception? Fault) Read(FuzzTarget target, string folder, byte[] bytes)
    {
        File.WriteAllBytes(Path.Combine(folder, target.File), bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        Exception? fault = null;
        try
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
            target.Read(folder);
        }
        catch (Exception e) when (e is InvalidDataException || target.Faults.Contains(e.GetType()))
        {
        }
        catch (Exception e)
        {
            fault = e;
        }

        return (Stopwatch.GetElapsedTime(start), GC.GetAllocatedBytesForCurrentThread() - before, fault);
    }

    private static FuzzTarget Find(string name) => FuzzTargets.All.Single(t => t.Name == name);

    private static void Inside(FuzzTarget target, Action<string> action)
    {
        var memory = "/dev/shm";   // a disk would be slow, and worn
        var folder = Directory.Exists(memory)
            ? Directory.CreateDirectory(Path.Combine(memory, $"fuzz-{Guid.NewGuid():N}")).FullName
            : Directory.CreateTempSubdirectory("fuzz-").FullName;
        try
        {
            foreach (var (name, bytes) in target.Beside)
            {
                File.WriteAllBytes(Path.Combine(folder, name), bytes);
            }

            action(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static long Setting(string name, long missing) =>
        long.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : missing;
}
