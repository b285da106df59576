using System.Numerics;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor of no dimensions that holds one value.</summary>
    public static Tensor tensor(
        Complex scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled<Complex>([scalar], [], ScalarType.ComplexFloat64, dtype, device, requires_grad, null);

    /// <summary>A tensor of an array's shape.</summary>
    public static Tensor tensor(
        Complex[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Filled<Complex>(Flat<Complex>(rawArray), Lengths(rawArray), ScalarType.ComplexFloat64, dtype, device, requires_grad, names);

    /// <summary>A tensor of an array's shape.</summary>
    public static Tensor tensor(
        Complex[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Filled<Complex>(Flat<Complex>(rawArray), Lengths(rawArray), ScalarType.ComplexFloat64, dtype, device, requires_grad, names);

    /// <summary>A tensor of an array's shape.</summary>
    public static Tensor tensor(
        Complex[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Filled<Complex>(Flat<Complex>(rawArray), Lengths(rawArray), ScalarType.ComplexFloat64, dtype, device, requires_grad, names);

    /// <summary>A tensor of a given shape, its elements in order.</summary>
    public static Tensor tensor(
        Complex[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Filled<Complex>(rawArray, dimensions, ScalarType.ComplexFloat64, dtype, device, requires_grad, names);

    /// <summary>A vector.</summary>
    public static Tensor tensor(
        Complex[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Filled<Complex>(rawArray, [rawArray.LongLength], ScalarType.ComplexFloat64, dtype, device, requires_grad, names);

    /// <summary>A tensor of a given shape, its elements in order.</summary>
    public static Tensor tensor(
        IList<Complex> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Filled<Complex>(rawArray.ToArray(), dimensions, ScalarType.ComplexFloat64, dtype, device, requires_grad, names);

    /// <summary>A vector.</summary>
    public static Tensor tensor(
        IList<Complex> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Filled<Complex>(rawArray.ToArray(), [rawArray.Count], ScalarType.ComplexFloat64, dtype, device, requires_grad, names);

    /// <summary>A tensor of three dimensions, its elements in order.</summary>
    public static Tensor tensor(
        IList<Complex> rawArray, long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Filled<Complex>(rawArray.ToArray(), [dim0, dim1, dim2], ScalarType.ComplexFloat64, dtype, device, requires_grad, names);

    /// <summary>A tensor of four dimensions, its elements in order.</summary>
    public static Tensor tensor(
        IList<Complex> rawArray, long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null,
        Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<Complex>(rawArray.ToArray(), [dim0, dim1, dim2, dim3], ScalarType.ComplexFloat64, dtype, device, requires_grad, names);

    /// <summary>A matrix, its elements row by row.</summary>
    public static Tensor tensor(
        IList<Complex> rawArray, long rows, long columns, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Filled<Complex>(rawArray.ToArray(), [rows, columns], ScalarType.ComplexFloat64, dtype, device, requires_grad, names);

    /// <summary>A tensor of a given shape, its elements in order.</summary>
    public static Tensor tensor(
        Memory<Complex> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Filled<Complex>(rawArray.Span, dimensions, ScalarType.ComplexFloat64, dtype, device, requires_grad, names);
}
