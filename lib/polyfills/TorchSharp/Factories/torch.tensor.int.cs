namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor of a given shape, its elements in order.</summary>
    public static Tensor tensor(
        IList<int> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Filled<int>(rawArray.ToArray(), dimensions, ScalarType.Int32, dtype, device, requires_grad, names);

    /// <summary>A vector.</summary>
    public static Tensor tensor(
        IList<int> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Filled<int>(rawArray.ToArray(), [rawArray.Count], ScalarType.Int32, dtype, device, requires_grad, names);

    /// <summary>A tensor of three dimensions, its elements in order.</summary>
    public static Tensor tensor(
        IList<int> rawArray, long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Filled<int>(rawArray.ToArray(), [dim0, dim1, dim2], ScalarType.Int32, dtype, device, requires_grad, names);

    /// <summary>A matrix, its elements row by row.</summary>
    public static Tensor tensor(
        IList<int> rawArray, long rows, long columns, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Filled<int>(rawArray.ToArray(), [rows, columns], ScalarType.Int32, dtype, device, requires_grad, names);

    /// <summary>A tensor of a given shape, its elements in order.</summary>
    public static Tensor tensor(
        Memory<int> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Filled<int>(rawArray.Span, dimensions, ScalarType.Int32, dtype, device, requires_grad, names);

    /// <summary>A tensor of no dimensions that holds one value.</summary>
    public static Tensor tensor(int scalar, Device? device = null, bool requires_grad = false) =>
        Filled<int>([scalar], [], ScalarType.Int32, null, device, requires_grad, null);

    /// <summary>A tensor of an array's shape.</summary>
    public static Tensor tensor(
        int[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Filled<int>(Flat<int>(rawArray), Lengths(rawArray), ScalarType.Int32, dtype, device, requires_grad, names);

    /// <summary>A tensor of an array's shape.</summary>
    public static Tensor tensor(
        int[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Filled<int>(Flat<int>(rawArray), Lengths(rawArray), ScalarType.Int32, dtype, device, requires_grad, names);

    /// <summary>A tensor of an array's shape.</summary>
    public static Tensor tensor(
        int[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Filled<int>(Flat<int>(rawArray), Lengths(rawArray), ScalarType.Int32, dtype, device, requires_grad, names);

    /// <summary>A tensor of a given shape, its elements in order.</summary>
    public static Tensor tensor(
        int[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Filled<int>(rawArray, dimensions, ScalarType.Int32, dtype, device, requires_grad, names);

    /// <summary>A vector.</summary>
    public static Tensor tensor(
        int[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Filled<int>(rawArray, [rawArray.LongLength], ScalarType.Int32, dtype, device, requires_grad, names);

    /// <summary>A tensor of four dimensions, its elements in order.</summary>
    public static Tensor tensor(
        int[] rawArray, long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Filled<int>(rawArray.ToArray(), [dim0, dim1, dim2, dim3], ScalarType.Int32, dtype, device, requires_grad, names);
}
