namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor of a given shape, its elements in order.</summary>
    public static Tensor tensor(
        IList<short> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Filled<short>(rawArray.ToArray(), dimensions, ScalarType.Int16, dtype, device, requires_grad, names);

    /// <summary>A vector.</summary>
    public static Tensor tensor(
        IList<short> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Filled<short>(rawArray.ToArray(), [rawArray.Count], ScalarType.Int16, dtype, device, requires_grad, names);

    /// <summary>A tensor of three dimensions, its elements in order.</summary>
    public static Tensor tensor(
        IList<short> rawArray, long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Filled<short>(rawArray.ToArray(), [dim0, dim1, dim2], ScalarType.Int16, dtype, device, requires_grad, names);

    /// <summary>A tensor of four dimensions, its elements in order.</summary>
    public static Tensor tensor(
        IList<short> rawArray, long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null,
        Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<short>(rawArray.ToArray(), [dim0, dim1, dim2, dim3], ScalarType.Int16, dtype, device, requires_grad, names);

    /// <summary>A matrix, its elements row by row.</summary>
    public static Tensor tensor(
        IList<short> rawArray, long rows, long columns, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Filled<short>(rawArray.ToArray(), [rows, columns], ScalarType.Int16, dtype, device, requires_grad, names);

    /// <summary>A tensor of a given shape, its elements in order.</summary>
    public static Tensor tensor(
        Memory<short> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Filled<short>(rawArray.Span, dimensions, ScalarType.Int16, dtype, device, requires_grad, names);

    /// <summary>A tensor of no dimensions that holds one value.</summary>
    public static Tensor tensor(short scalar, Device? device = null, bool requires_grad = false) =>
        Filled<short>([scalar], [], ScalarType.Int16, null, device, requires_grad, null);

    /// <summary>A tensor of an array's shape.</summary>
    public static Tensor tensor(
        short[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Filled<short>(Flat<short>(rawArray), Lengths(rawArray), ScalarType.Int16, dtype, device, requires_grad, names);

    /// <summary>A tensor of an array's shape.</summary>
    public static Tensor tensor(
        short[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Filled<short>(Flat<short>(rawArray), Lengths(rawArray), ScalarType.Int16, dtype, device, requires_grad, names);

    /// <summary>A tensor of an array's shape.</summary>
    public static Tensor tensor(
        short[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Filled<short>(Flat<short>(rawArray), Lengths(rawArray), ScalarType.Int16, dtype, device, requires_grad, names);

    /// <summary>A tensor of a given shape, its elements in order.</summary>
    public static Tensor tensor(
        short[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Filled<short>(rawArray, dimensions, ScalarType.Int16, dtype, device, requires_grad, names);

    /// <summary>A vector.</summary>
    public static Tensor tensor(
        short[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Filled<short>(rawArray, [rawArray.LongLength], ScalarType.Int16, dtype, device, requires_grad, names);
}
