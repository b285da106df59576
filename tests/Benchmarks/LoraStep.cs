using System.Globalization;
using System.Text.RegularExpressions;

namespace Benchmarks;

/// <summary>A LoRA step of the MiniLM shape, batch 16, against plain PyTorch modules on the other side's PyTorch, and against
/// Hugging Face PEFT where that is installed; each run directly before and after.</summary>
internal sealed partial class LoraStep(int length) : Benchmark
{
    internal override IReadOnlyList<string> Names { get; } = [$"lora-step-b16-t{length}", $"lora-step-b16-t{length}-peft"];

    internal override IEnumerable<string> Run()
    {
        var (plain, peft) = (Anchor("hand"), Anchor("peft"));
        double ours;
        using (var model = new MiniLmLora(16, length))
        {
            ours = MedianMilliseconds(20, model.Step);
        }

        yield return Against(Names[0], ours, plain, Anchor("hand"), "the anchor needs ../shared/prototypes and a PyTorch");
        yield return Against(
            Names[1],
            ours,
            peft,
            peft is null ? null : Anchor("peft"),
            $"transformers and peft are not installed for {Python.Interpreter}");
    }

    private static string Against(string name, double ours, double? before, double? after, string without) =>
        (before + after) / 2 is { } theirs ? Costs(name, ours, theirs, "ms a step") : Missing(name, without);

    private double? Anchor(string kind) => Anchor(kind, 16, length);

    /// <summary>Milliseconds of the other side's step; null where it cannot run.</summary>
    internal static double? Anchor(string kind, int batch, int length) =>
        Python.Prototype("lora_step.py", kind, $"{batch}", $"{length}") is { } line && Milliseconds().Match(line) is { Success: true } found
            ? double.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture)
            : null;

    [GeneratedRegex(@"step ([\d.]+) ms")]
    private static partial Regex Milliseconds();
}
