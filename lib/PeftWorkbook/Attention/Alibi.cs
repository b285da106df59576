using static TorchSharp.torch;

namespace PeftWorkbook.Attention;

/// <summary>
/// Attention with linear biases (ALiBi, arXiv 2108.12409): no position vectors; each head h adds
/// <c>slope_h · (key position - query position)</c> to its scores, so that far keys count less.
/// </summary>
public static class Alibi
{
    /// <summary>
    /// The slopes of the paper and of BLOOM: <c>2^(-8h/n)</c> for h = 1 … n where n is a power of two; else those of the next lower
    /// power, followed by every second one of the next higher. MPT's code takes another way to the same numbers.
    /// </summary>
    /// <param name="heads">The number of heads.</param>
    public static double[] Slopes(int heads)
    {
        var power = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)heads);
        if (power == heads)
        {
            return Geometric(heads);
        }

        var between = Geometric(power).Where((_, i) => i % 2 == 0);
        return [.. Geometric(power / 2), .. between.Take(heads - (power / 2))];
    }

    /// <summary>What is added to the scores.</summary>
    /// <param name="slopes">One for each head.</param>
    /// <param name="queries">The number of queries; they are the last of the keys.</param>
    /// <param name="keys">The number of keys.</param>
    /// <param name="dtype">The dtype of the scores.</param>
    /// <param name="device">Their device.</param>
    /// <returns><c>[1, heads, queries, keys]</c>.</returns>
    public static Tensor Bias(double[] slopes, long queries, long keys, ScalarType dtype, Device device)
    {
        using var scope = NewDisposeScope();
        var steep = tensor(slopes, [slopes.Length, 1, 1], device: device);
        var distances = AttentionMasks.Offsets(queries, keys, device).to_type(ScalarType.Float64);
        return (steep * distances).unsqueeze(0).to_type(dtype).MoveToOuterDisposeScope();
    }

    private static double[] Geometric(int count) => [.. Enumerable.Range(1, count).Select(h => Math.Pow(2, -8.0 * h / count))];
}
