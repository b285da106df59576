using System.Globalization;
using System.Text.RegularExpressions;

namespace Benchmarks;

/// <summary>
/// An epoch of LoRA on SST-2: its rate against plain PyTorch modules with padding as most code has it, run directly after it;
/// its time against 1.25 times that of its bare steps; its memory against 700 MB. The line of the rate names the accuracy.
/// </summary>
internal sealed partial class Sst2 : Benchmark
{
    private const double OverheadAllowed = 1.25, MegabytesAllowed = 700;

    internal override IReadOnlyList<string> Names { get; } = ["sst2-epoch", "sst2-overhead", "sst2-memory"];

    internal override IEnumerable<string> Run()
    {
        if (Sst2Run.InProcess() is not { } ours)
        {
            return Names.Select(n => Missing(n, "it needs glue/SST-2 and MiniLM in WORKBOOK_HUB"));
        }

        var accuracy = string.Create(CultureInfo.InvariantCulture, $"sentences a second; accuracy {ours.Accuracy:F4}");
        return
        [
            Anchor() is { } theirs
                ? Rates(Names[0], ours.Rate, theirs, accuracy)
                : Missing(Names[0], "the anchor needs ../shared/prototypes and Debian's python3-torch"),
            Costs(Names[1], ours.Seconds, OverheadAllowed * ours.BareSeconds, "s; theirs is 1.25 times the sum of the bare steps"),
            Costs(Names[2], ours.PeakMegabytes, MegabytesAllowed, "MB at the peak; theirs is the limit"),
        ];
    }

    private static double? Anchor() =>
        Python.Prototype("encoder_rates.py", "sst2", "60") is { } line && Rate().Match(line) is { Success: true } found
            ? double.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture)
            : null;

    [GeneratedRegex(@"([\d.]+) a second")]
    private static partial Regex Rate();
}
