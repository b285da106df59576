using static TorchSharp.torch;

namespace PeftWorkbook.Peft;

/// <summary>
/// Random starts. They are drawn on the CPU from a generator of their own and moved afterwards, so that a seed gives the same values on
/// every device; the sequence is the one that PyTorch's generator gives.
/// </summary>
internal static class TorchDraws
{
    /// <summary>A linear layer's usual start, uniform in ±1/√fan_in; every axis but the first counts as input.</summary>
    internal static Tensor Linear(Generator generator, params long[] shape) => Uniform(generator, 1 / Math.Sqrt(FanIn(shape)), shape);

    /// <summary>Kaiming's uniform start, in ±√(6 / fan_in).</summary>
    internal static Tensor Kaiming(Generator generator, params long[] shape) => Uniform(generator, Math.Sqrt(6 / FanIn(shape)), shape);

    /// <summary>Uniform in ±<paramref name="bound"/>.</summary>
    internal static Tensor Uniform(Generator generator, double bound, params long[] shape) =>
        empty(shape).uniform_(-bound, bound, generator);

    /// <summary>Normal with mean zero.</summary>
    internal static Tensor Normal(Generator generator, double deviation, params long[] shape) =>
        randn(shape, generator: generator).mul_(deviation);

    /// <summary>The start of a factor that is zero in a fresh adapter, and a linear layer's where it shall do something at once.</summary>
    internal static Tensor ZeroOr(bool isZero, Generator generator, params long[] shape) =>
        isZero ? zeros(shape) : Linear(generator, shape);

    /// <summary>The value in a weight's type, on its device.</summary>
    internal static Tensor Like(this Tensor value, Tensor weight) => value.to(weight.dtype, weight.device);

    private static double FanIn(long[] shape) => shape.Skip(1).Aggregate(1.0, (product, n) => product * n);
}
