using System.Numerics;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor of an array's shape and elements.</summary>
    /// <param name="rawArray">An array of any rank, of a type that tensors have.</param>
    /// <param name="device">Where the tensor lives.</param>
    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    /// <inheritdoc cref="from_array(Array, Device)"/>
    /// <param name="rawArray">An array of any rank, of a type that tensors have.</param>
    /// <param name="dtype">The element type; the array's own where null.</param>
    /// <param name="device">Where the tensor lives.</param>
    /// <param name="requires_grad">Whether operations on the tensor are recorded.</param>
    /// <param name="names">Must be null: this engine has no named dimensions.</param>
    /// <exception cref="NotSupportedException">The array's elements are of a type that tensors do not have.</exception>
    public static Tensor from_array(
        Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        ArgumentNullException.ThrowIfNull(rawArray);
        return rawArray.GetType().GetElementType() switch
        {
            { } t when t == typeof(bool) => FromArray<bool>(rawArray, ScalarType.Bool, dtype, device, requires_grad, names),
            { } t when t == typeof(byte) => FromArray<byte>(rawArray, ScalarType.Byte, dtype, device, requires_grad, names),
            { } t when t == typeof(sbyte) => FromArray<sbyte>(rawArray, ScalarType.Int8, dtype, device, requires_grad, names),
            { } t when t == typeof(short) => FromArray<short>(rawArray, ScalarType.Int16, dtype, device, requires_grad, names),
            { } t when t == typeof(int) => FromArray<int>(rawArray, ScalarType.Int32, dtype, device, requires_grad, names),
            { } t when t == typeof(long) => FromArray<long>(rawArray, ScalarType.Int64, dtype, device, requires_grad, names),
            { } t when t == typeof(Half) => FromArray<Half>(rawArray, ScalarType.Float16, dtype, device, requires_grad, names),
            { } t when t == typeof(BFloat16) => FromArray<BFloat16>(rawArray, ScalarType.BFloat16, dtype, device, requires_grad, names),
            { } t when t == typeof(float) => FromArray<float>(rawArray, ScalarType.Float32, dtype, device, requires_grad, names),
            { } t when t == typeof(double) => FromArray<double>(rawArray, ScalarType.Float64, dtype, device, requires_grad, names),
            { } t when t == typeof((float, float)) =>
                FromArray<(float, float)>(rawArray, ScalarType.ComplexFloat32, dtype, device, requires_grad, names),
            { } t when t == typeof(Complex) => FromArray<Complex>(rawArray, ScalarType.ComplexFloat64, dtype, device, requires_grad, names),
            var t => throw new NotSupportedException($"tensors have no elements of type {t}"),
        };
    }

    private static Tensor FromArray<T>(
        Array array, ScalarType natural, ScalarType? dtype, Device? device, bool requires_grad, string[]? names)
        where T : unmanaged =>
        Filled<T>(Flat<T>(array), Lengths(array), natural, dtype, device, requires_grad, names);
}
