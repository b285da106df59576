using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft;

/// <summary>
/// Which of the equal parts of a layer's output an adapter sits on, where one matrix makes several things: GPT-2's
/// queries, keys and values. Each part has tensors of its own, which lie under each other.
/// </summary>
/// <param name="isOn">Each part, with whether it is adapted.</param>
/// <param name="width">The width of a part.</param>
internal sealed class OutputParts(IReadOnlyList<bool> isOn, long width)
{
    /// <summary>How many parts are adapted.</summary>
    internal int Count { get; } = isOn.Count(on => on);

    /// <summary>Whether the parts are not one, the whole output.</summary>
    internal bool IsSplit => isOn.Count > 1;

    /// <summary>The width of a part.</summary>
    internal long Width => width;

    /// <summary>What a table of patterns says of a module; one part where it says nothing.</summary>
    /// <exception cref="ArgumentException">The parts do not divide the output, or none is adapted.</exception>
    internal static OutputParts Of(BaseLayer layer, string module, IReadOnlyDictionary<string, IReadOnlyList<bool>>? table)
    {
        var isOn = table?.FirstOrDefault(t => Regex.IsMatch(
            module, $@"^(?:.*\.)?(?:{t.Key})$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1))).Value ?? [true];
        return isOn.Contains(true) && layer.Kind == LayerKind.Linear && layer.OutFeatures % isOn.Count == 0
            ? new(isOn, layer.OutFeatures / isOn.Count)
            : throw new ArgumentException(
                $"'{module}' gives {layer.OutFeatures} numbers, which cannot be {isOn.Count} equal parts of which some are adapted.");
    }

    /// <summary>The whole output along an axis: the adapted parts, and a constant where none is.</summary>
    /// <param name="parts">The adapted parts, all of one shape.</param>
    /// <param name="axis">The axis that counts outputs.</param>
    /// <param name="rest">The constant.</param>
    internal Tensor Spread(IReadOnlyList<Tensor> parts, int axis = -1, double rest = 0)
    {
        if (!IsSplit)
        {
            return parts[0];
        }

        var next = 0;
        return cat([.. isOn.Select(on => on ? parts[next++] : full_like(parts[0], rest))], axis);
    }

    /// <summary>The tensors of the adapted parts, which lie under each other.</summary>
    internal Tensor[] Split(Tensor stacked) => Count == 1 ? [stacked] : stacked.chunk(Count, 0);
}
