namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor of a given shape, its elements in order.</summary>
    public static Tensor tensor(
        IList<BFloat16> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Filled<BFloat16>(rawArray.ToArray(), dimensions, ScalarType.BFloat16, dtype, device, requires_grad, names);

    /// <summary>A vector.</summary>
    public static Tensor tensor(
        IList<BFloat16> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Filled<BFloat16>(rawArray.ToArray(), [rawArray.Count], ScalarType.BFloat16, dtype, device, requires_grad, names);

    /// <summary>A tensor of three dimensions, its elements in order.</summary>
    public static Tensor tensor(
        IList<BFloat16> rawArray, long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Filled<BFloat16>(rawArray.ToArray(), [dim0, dim1, dim2], ScalarType.BFloat16, dtype, device, requires_grad, names);

    /// <summary>A tensor of four dimensions, its elements in order.</summary>
    public static Tensor tensor(
        IList<BFloat16> rawArray, long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null,
        Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<BFloat16>(rawArray.ToArray(), [dim0, dim1, dim2, dim3], ScalarType.BFloat16, dtype, device, requires_grad, names);

    /// <summary>A matrix, its elements row by row.</summary>
    public static Tensor tensor(
        IList<BFloat16> rawArray, long rows, long columns, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Filled<BFloat16>(rawArray.ToArray(), [rows, columns], ScalarType.BFloat16, dtype, device, requires_grad, names);

    /// <summary>A tensor of a given shape, its elements in order.</summary>
    public static Tensor tensor(
        Memory<BFloat16> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Filled<BFloat16>(rawArray.Span, dimensions, ScalarType.BFloat16, dtype, device, requires_grad, names);

    /// <summary>A tensor of no dimensions that holds one value.</summary>
    public static Tensor tensor(
        BFloat16 scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled<BFloat16>([scalar], [], ScalarType.BFloat16, dtype, device, requires_grad, null);

    /// <summary>A tensor of an array's shape.</summary>
    public static Tensor tensor(
        BFloat16[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Filled<BFloat16>(Flat<BFloat16>(rawArray), Lengths(rawArray), ScalarType.BFloat16, dtype, device, requires_grad, names);

    /// <summary>A tensor of an array's shape.</summary>
    public static Tensor tensor(
        BFloat16[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Filled<BFloat16>(Flat<BFloat16>(rawArray), Lengths(rawArray), ScalarType.BFloat16, dtype, device, requires_grad, names);

    /// <summary>A tensor of an array's shape.</summary>
    public static Tensor tensor(
        BFloat16[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Filled<BFloat16>(Flat<BFloat16>(rawArray), Lengths(rawArray), ScalarType.BFloat16, dtype, device, requires_grad, names);

    /// <summary>A tensor of a given shape, its elements in order.</summary>
    public static Tensor tensor(
        BFloat16[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Filled<BFloat16>(rawArray, dimensions, ScalarType.BFloat16, dtype, device, requires_grad, names);

    /// <summary>A vector.</summary>
    public static Tensor tensor(
        BFloat16[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Filled<BFloat16>(rawArray, [rawArray.LongLength], ScalarType.BFloat16, dtype, device, requires_grad, names);
}
