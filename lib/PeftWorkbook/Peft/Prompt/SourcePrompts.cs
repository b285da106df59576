using PeftWorkbook.Hub;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Prompt;

/// <summary>Prompts that were trained before, as adapter folders hold them.</summary>
internal static class SourcePrompts
{
    /// <summary>The prompt of a folder (or of a name as <c>Hub.Resolve</c> finds it), float32 on the CPU, the caller's.</summary>
    /// <param name="place">The folder.</param>
    /// <param name="rows">How many virtual tokens it must have.</param>
    /// <param name="width">Their width.</param>
    /// <exception cref="InvalidDataException">The folder holds no such prompt.</exception>
    internal static Tensor Load(string place, long rows, long width)
    {
        using var file = SafeTensorsCheckpoint.Open(Hub.Hub.Resolve(place), "adapter_model");
        if (!file.Shapes.TryGetValue(PromptEncoder.Result, out var shape) || shape.Length != 2 || shape[0] < rows || shape[1] != width)
        {
            throw new InvalidDataException(
                $"'{place}' holds no prompt of {rows} tokens, {width} wide: give the folder of a PROMPT_TUNING adapter for this model.");
        }

        using var all = file.Read(PromptEncoder.Result);
        return all.narrow(0, 0, rows).to_type(ScalarType.Float32).clone();
    }
}
