using System.Globalization;
using System.Text.RegularExpressions;

namespace Benchmarks;

/// <summary>A LoRA step of the MiniLM shape, batch 16, against plain PyTorch modules on Debian's PyTorch, run directly before and
/// after.</summary>
internal sealed partial class LoraStep(int length) : Benchmark
{
    internal override IReadOnlyList<string> Names { get; } = [$"lora-step-b16-t{length}"];

    internal override IEnumerable<string> Run()
    {
        double? before = Anchor();
        double ours;
        using (var model = new MiniLmLora(16, length))
        {
            ours = MedianMilliseconds(20, model.Step);
        }

        double? after = Anchor();
        yield return before is { } b && after is { } a
            ? Costs(Names[0], ours, (a + b) / 2, "ms a step")
            : Missing(Names[0], "the anchor needs ../shared/prototypes and Debian's python3-torch");
    }

    private double? Anchor() =>
        Python.Prototype("lora_step.py", "hand", "16", length.ToString(CultureInfo.InvariantCulture)) is { } line
            && Milliseconds().Match(line) is { Success: true } found
            ? double.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture)
            : null;

    [GeneratedRegex(@"step ([\d.]+) ms")]
    private static partial Regex Milliseconds();
}
