using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Models.Layers;

/// <summary>
/// How much a model that is made for a checkpoint may allocate. A configuration comes from outside and claims sizes; layers ask here
/// before they take memory for them, so that a damaged one ends in a sentence and not in the machine's memory.
/// </summary>
internal sealed class WeightBudget : IDisposable
{
    private const long Slack = 64L << 20;      // new heads, and buffers
    private const long EachParameter = 8192;   // what the objects around a parameter take, roughly

    [ThreadStatic]
    private static WeightBudget? s_current;

    private readonly WeightBudget? _outer = s_current;
    private readonly string _origin;
    private long _left;

    private WeightBudget(long bytes, string origin)
    {
        (_left, _origin) = (bytes, origin);
        s_current = this;
    }

    /// <summary>Allows, on this thread and until it is disposed, twice what the source holds in fp32, and a little more.</summary>
    internal static WeightBudget For(ITensorSource? source, ModelConfig config)
    {
        var held = source?.Shapes.Values.Sum(s => s.Aggregate(4.0, (a, b) => a * b)) ?? 0;
        return new(
            (long)Math.Min(2 * held, 1L << 50) + Slack + (EachParameter * (source?.Shapes.Count ?? 0)),
            $"the {config.ModelType} configuration");
    }

    /// <summary>A parameter of that shape with undefined values.</summary>
    /// <exception cref="InvalidDataException">The configuration asks for more than the checkpoint can fill.</exception>
    internal static Parameter Empty(params long[] shape)
    {
        Take(shape);
        return new(empty(shape));
    }

    /// <summary>Counts a parameter of that shape.</summary>
    /// <exception cref="InvalidDataException">The configuration asks for more than the checkpoint can fill.</exception>
    internal static void Take(params long[] shape)
    {
        if (s_current is not { } budget)
        {
            return;
        }

        var bytes = shape.Aggregate(4.0, (a, b) => a * b) + EachParameter;
        if (bytes > budget._left)
        {
            throw new InvalidDataException(
                $"A layer [{string.Join(", ", shape)}] of {budget._origin} is more than the checkpoint holds: " +
                "its config.json belongs to another, or is damaged.");
        }

        budget._left -= (long)bytes;
    }

    /// <inheritdoc/>
    public void Dispose() => s_current = _outer;
}
