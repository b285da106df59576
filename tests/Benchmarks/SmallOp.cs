using System.Diagnostics;
using System.Globalization;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>What a call costs: adding four numbers, from C#, directly before and after, and from Debian's Python.</summary>
internal sealed class SmallOp : Benchmark
{
    private const int Calls = 300_000;

    internal override IReadOnlyList<string> Names { get; } = ["small-op"];

    internal override IEnumerable<string> Run()
    {
        double before = Enumerable.Range(0, 5).Min(_ => Microseconds());
        string? answer = Python.Answer(
            "import torch, time\na = torch.ones(4)\nbest = 1e9\nfor r in range(5):\n    s = time.perf_counter()\n"
            + $"    for i in range({Calls}): a + a\n    best = min(best, time.perf_counter() - s)\nprint(best / {Calls} * 1e6)");
        double ours = Math.Min(before, Enumerable.Range(0, 5).Min(_ => Microseconds()));
        yield return double.TryParse(answer, CultureInfo.InvariantCulture, out double theirs)
            ? Costs(Names[0], ours, theirs, "µs a call")
            : Missing(Names[0], "Debian's python3-torch is not installed");
    }

    private static double Microseconds()
    {
        using var a = ones(4);
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < Calls; i++)
        {
            using var sum = a + a;
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / Calls;
    }
}
