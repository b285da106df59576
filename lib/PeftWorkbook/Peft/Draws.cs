using static TorchSharp.torch;

namespace PeftWorkbook.Peft;

/// <summary>The random values that adapters start from, drawn on the CPU from a seed of their own.</summary>
/// <param name="seed">The seed.</param>
internal sealed class Draws(long seed) : IDisposable
{
    private readonly Generator _generator = new((ulong)seed);

    /// <summary>
    /// As the weight of a linear layer or a convolution: uniform in ±1/√fan_in, fan_in being all but the first axis.
    /// </summary>
    internal Tensor Kaiming(params long[] shape) => Uniform(1 / Math.Sqrt(shape.Skip(1).Aggregate(1L, (a, b) => a * b)), shape);

    /// <summary>Uniform in ±bound.</summary>
    internal Tensor Uniform(double bound, params long[] shape) =>
        rand(shape, generator: _generator).mul_(2 * bound).sub_(bound);

    /// <summary>Normal with mean 0.</summary>
    internal Tensor Normal(double deviation, params long[] shape) => randn(shape, generator: _generator).mul_(deviation);

    /// <summary>
    /// <paramref name="count"/> different places of a matrix, as int64 numbers of its row-major elements.
    /// </summary>
    internal Tensor Places(long count, long rows, long columns)
    {
        using var all = randperm(rows * columns, generator: _generator);
        return all.narrow(0, 0, count).clone();
    }

    public void Dispose() => _generator.Dispose();
}
