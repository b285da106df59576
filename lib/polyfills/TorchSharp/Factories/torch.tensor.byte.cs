namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor of a given shape, its elements in order.</summary>
    public static Tensor tensor(
        IList<byte> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Filled<byte>(rawArray.ToArray(), dimensions, ScalarType.Byte, dtype, device, requires_grad, names);

    /// <summary>A vector.</summary>
    public static Tensor tensor(
        IList<byte> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Filled<byte>(rawArray.ToArray(), [rawArray.Count], ScalarType.Byte, dtype, device, requires_grad, names);

    /// <summary>A tensor of three dimensions, its elements in order.</summary>
    public static Tensor tensor(
        IList<byte> rawArray, long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Filled<byte>(rawArray.ToArray(), [dim0, dim1, dim2], ScalarType.Byte, dtype, device, requires_grad, names);

    /// <summary>A tensor of four dimensions, its elements in order.</summary>
    public static Tensor tensor(
        IList<byte> rawArray, long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null,
        Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<byte>(rawArray.ToArray(), [dim0, dim1, dim2, dim3], ScalarType.Byte, dtype, device, requires_grad, names);

    /// <summary>A matrix, its elements row by row.</summary>
    public static Tensor tensor(
        IList<byte> rawArray, long rows, long columns, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Filled<byte>(rawArray.ToArray(), [rows, columns], ScalarType.Byte, dtype, device, requires_grad, names);

    /// <summary>A tensor of a given shape, its elements in order.</summary>
    public static Tensor tensor(
        Memory<byte> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Filled<byte>(rawArray.Span, dimensions, ScalarType.Byte, dtype, device, requires_grad, names);

    /// <summary>A tensor of no dimensions that holds one value.</summary>
    public static Tensor tensor(byte scalar, Device? device = null, bool requires_grad = false) =>
        Filled<byte>([scalar], [], ScalarType.Byte, null, device, requires_grad, null);

    /// <summary>A tensor of an array's shape.</summary>
    public static Tensor tensor(
        byte[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Filled<byte>(Flat<byte>(rawArray), Lengths(rawArray), ScalarType.Byte, dtype, device, requires_grad, names);

    /// <summary>A tensor of an array's shape.</summary>
    public static Tensor tensor(
        byte[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Filled<byte>(Flat<byte>(rawArray), Lengths(rawArray), ScalarType.Byte, dtype, device, requires_grad, names);

    /// <summary>A tensor of an array's shape.</summary>
    public static Tensor tensor(
        byte[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Filled<byte>(Flat<byte>(rawArray), Lengths(rawArray), ScalarType.Byte, dtype, device, requires_grad, names);

    /// <summary>A tensor of a given shape, its elements in order.</summary>
    public static Tensor tensor(
        byte[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Filled<byte>(rawArray, dimensions, ScalarType.Byte, dtype, device, requires_grad, names);

    /// <summary>A vector.</summary>
    public static Tensor tensor(
        byte[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Filled<byte>(rawArray, [rawArray.LongLength], ScalarType.Byte, dtype, device, requires_grad, names);
}
