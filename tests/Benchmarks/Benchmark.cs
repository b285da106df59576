using System.Diagnostics;
using System.Globalization;

namespace Benchmarks;

/// <summary>Figures that are measured together.</summary>
internal abstract class Benchmark
{
    /// <summary>What the figures are called.</summary>
    internal abstract IReadOnlyList<string> Names { get; }

    /// <summary>Measures, and gives a line a figure.</summary>
    internal abstract IEnumerable<string> Run();

    /// <summary>A line for two times (or other costs): the ratio is theirs over ours.</summary>
    protected static string Costs(string name, double ours, double theirs, string unit) => Line(name, theirs / ours, ours, theirs, unit);

    /// <summary>A line for two rates: the ratio is ours over theirs.</summary>
    protected static string Rates(string name, double ours, double theirs, string unit) => Line(name, ours / theirs, ours, theirs, unit);

    /// <summary>A line for a figure that cannot be had here.</summary>
    protected static string Missing(string name, string why) => $"bench {name} not measured: {why}";

    /// <summary>The median time of a call, in milliseconds, after three calls that do not count.</summary>
    protected static double MedianMilliseconds(int count, Action call) => Median(count, call);

    /// <inheritdoc cref="MedianMilliseconds"/>
    internal static double Median(int count, Action call)
    {
        var times = new double[count];
        for (var i = -3; i < count; i++)
        {
            var time = Milliseconds(call);
            if (i >= 0)
            {
                times[i] = time;
            }
        }

        Array.Sort(times);
        return times[count / 2];
    }

    /// <summary>The time of one call, in milliseconds, with what it left to the device.</summary>
    protected static double Milliseconds(Action call)
    {
        var start = Stopwatch.GetTimestamp();
        call();
        Machine.Wait();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static string Line(string name, double ratio, double ours, double theirs, string unit) => string.Create(
        CultureInfo.InvariantCulture, $"bench {name} ratio {ratio:F2} (ours {ours:G4}, theirs {theirs:G4}, {unit})");
}
