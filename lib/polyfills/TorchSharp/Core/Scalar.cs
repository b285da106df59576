using System.Numerics;
using TorchSharp.Engine;

namespace TorchSharp;

/// <summary>A number of any kind, as operators take it. It holds no native memory: disposing of it changes nothing.</summary>
public sealed class Scalar : IDisposable
{
    private readonly double real;
    private readonly double imaginary;
    private readonly long integer;

    private Scalar(torch.ScalarType type, double real, double imaginary = 0) => (Type, this.real, this.imaginary) = (type, real, imaginary);

    private Scalar(torch.ScalarType type, long integer) => (Type, this.integer, real) = (type, integer, integer);

    /// <summary>The element type that this number stands for: of floating-point kinds a double, of integers a long.</summary>
    public torch.ScalarType Type { get; }

    internal double Real => real;

    internal double Imaginary => imaginary;

    internal bool IsIntegral => Type is torch.ScalarType.Int64 or torch.ScalarType.Bool;

    internal long Integer => IsIntegral ? integer : (long)real;

    /// <summary>A floating-point number.</summary>
    public static implicit operator Scalar(double value) => new(torch.ScalarType.Float64, value);

    /// <inheritdoc cref="op_Implicit(double)"/>
    public static implicit operator Scalar(float value) => new(torch.ScalarType.Float64, value);

    /// <inheritdoc cref="op_Implicit(double)"/>
    public static implicit operator Scalar(Half value) => new(torch.ScalarType.Float64, (double)value);

    /// <inheritdoc cref="op_Implicit(double)"/>
    public static implicit operator Scalar(BFloat16 value) => new(torch.ScalarType.Float64, (float)value);

    /// <summary>An integer.</summary>
    public static implicit operator Scalar(long value) => new(torch.ScalarType.Int64, value);

    /// <inheritdoc cref="op_Implicit(long)"/>
    public static implicit operator Scalar(int value) => new(torch.ScalarType.Int64, (long)value);

    /// <inheritdoc cref="op_Implicit(long)"/>
    public static implicit operator Scalar(short value) => new(torch.ScalarType.Int64, (long)value);

    /// <inheritdoc cref="op_Implicit(long)"/>
    public static implicit operator Scalar(sbyte value) => new(torch.ScalarType.Int64, (long)value);

    /// <inheritdoc cref="op_Implicit(long)"/>
    public static implicit operator Scalar(byte value) => new(torch.ScalarType.Int64, (long)value);

    /// <summary>A boolean.</summary>
    public static implicit operator Scalar(bool value) => new(torch.ScalarType.Bool, value ? 1L : 0L);

    /// <summary>A complex number.</summary>
    public static implicit operator Scalar(Complex value) => new(torch.ScalarType.ComplexFloat64, value.Real, value.Imaginary);

    /// <inheritdoc cref="op_Implicit(Complex)"/>
    public static implicit operator Scalar((float, float) value) => new(torch.ScalarType.ComplexFloat64, value.Item1, value.Item2);

    /// <summary>Does nothing: there is nothing to free.</summary>
    public void Dispose()
    {
    }

    internal OpArgument AsArgument() => Type switch
    {
        torch.ScalarType.Int64 => integer,
        torch.ScalarType.Bool => integer != 0,
        torch.ScalarType.Float64 => real,
        _ => OpArgument.ComplexNumber(real, imaginary),
    };
}
