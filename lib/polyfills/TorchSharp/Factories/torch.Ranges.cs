using TorchSharp.Engine;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Numbers from <c>start</c> up to, not including, <c>stop</c>.</summary>
    /// <param name="start">The first number.</param>
    /// <param name="stop">The bound.</param>
    /// <param name="step">The distance of neighbours; negative to count down.</param>
    /// <param name="dtype">The element type: 64-bit integers where all three are integers, else the default floating-point type.</param>
    /// <param name="device">Where the tensor lives.</param>
    /// <param name="requires_grad">Whether operations on it are recorded.</param>
    public static Tensor arange(
        Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(FactoryOps.Arange.Call(start, stop, step, dtype, OpArgument.None, device ?? defaultDevice), requires_grad);

    /// <inheritdoc cref="arange(Scalar, Scalar, Scalar, ScalarType?, Device, bool)"/>
    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    /// <inheritdoc cref="arange(Scalar, Scalar, Scalar, ScalarType?, Device, bool)"/>
    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    /// <summary>Numbers at equal distances, both ends included.</summary>
    public static Tensor linspace(
        double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(FactoryOps.Linspace.Call(start, end, steps, dtype, OpArgument.None, device ?? defaultDevice), requires_grad);

    /// <summary>Powers of a base whose exponents lie at equal distances, both ends included.</summary>
    public static Tensor logspace(
        double start, double end, long steps, double @base = 10, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Finish(FactoryOps.Logspace.Call(start, end, steps, @base, dtype, OpArgument.None, device ?? defaultDevice), requires_grad);

    /// <summary>The identity matrix.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns; as many as rows where negative.</param>
    /// <param name="dtype">The element type.</param>
    /// <param name="device">Where the tensor lives.</param>
    /// <param name="requires_grad">Whether operations on it are recorded.</param>
    /// <param name="names">Must be null: this engine has no named dimensions.</param>
    public static Tensor eye(
        long rows, long columns = -1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Finish(
            FactoryOps.Eye.Call(rows, columns < 0 ? rows : columns, dtype, OpArgument.None, device ?? defaultDevice), requires_grad, names);

    /// <summary>The numbers from 0 to n - 1 in random order.</summary>
    public static Tensor randperm(
        long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        Finish(
            FactoryOps.Randperm.Call(n, generator, dtype ?? ScalarType.Int64, OpArgument.None, device ?? defaultDevice), requires_grad);

    /// <summary>Memory of a shape with given strides, with whatever was in it.</summary>
    public static Tensor empty_strided(
        long[] size, long[] strides, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Finish(FactoryOps.EmptyStrided.Call(size, strides, dtype, OpArgument.None, device ?? defaultDevice), requires_grad, names);

    /// <summary>Complex numbers from their parts.</summary>
    public static Tensor complex(Tensor real, Tensor imag) => FactoryOps.Complex.Call(real, imag);

    /// <summary>Complex numbers from magnitudes and angles, in radians.</summary>
    public static Tensor polar(Tensor abs, Tensor angle) => FactoryOps.Polar.Call(abs, angle);
}
