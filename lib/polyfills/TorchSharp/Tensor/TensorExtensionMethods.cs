using System.Numerics;

namespace TorchSharp;

/// <summary>What tensors and arrays can do besides their own members.</summary>
public static partial class TensorExtensionMethods
{
    /// <summary>The only element of a tensor.</summary>
    public static bool ToBoolean(this torch.Tensor value) => value.ToScalar().ToBoolean();

    /// <inheritdoc cref="ToBoolean(torch.Tensor)"/>
    public static byte ToByte(this torch.Tensor value) => value.ToScalar().ToByte();

    /// <inheritdoc cref="ToBoolean(torch.Tensor)"/>
    public static sbyte ToSByte(this torch.Tensor value) => value.ToScalar().ToSByte();

    /// <inheritdoc cref="ToBoolean(torch.Tensor)"/>
    public static short ToInt16(this torch.Tensor value) => value.ToScalar().ToInt16();

    /// <inheritdoc cref="ToBoolean(torch.Tensor)"/>
    public static int ToInt32(this torch.Tensor value) => value.ToScalar().ToInt32();

    /// <inheritdoc cref="ToBoolean(torch.Tensor)"/>
    public static long ToInt64(this torch.Tensor value) => value.ToScalar().ToInt64();

    /// <inheritdoc cref="ToBoolean(torch.Tensor)"/>
    public static float ToSingle(this torch.Tensor value) => value.ToScalar().ToSingle();

    /// <inheritdoc cref="ToBoolean(torch.Tensor)"/>
    public static double ToDouble(this torch.Tensor value) => value.ToScalar().ToDouble();

    /// <inheritdoc cref="ToBoolean(torch.Tensor)"/>
    public static (float Real, float Imaginary) ToComplexFloat32(this torch.Tensor value) => value.ToScalar().ToComplexFloat32();

    /// <inheritdoc cref="ToBoolean(torch.Tensor)"/>
    public static Complex ToComplexFloat64(this torch.Tensor value) => value.ToScalar().ToComplexFloat64();

    /// <summary>Bytes of one element of a type.</summary>
    public static int ElementSize(this torch.ScalarType type) => type switch
    {
        torch.ScalarType.Byte or torch.ScalarType.Int8 or torch.ScalarType.Bool or torch.ScalarType.QInt8 or torch.ScalarType.QUInt8 => 1,
        torch.ScalarType.Int16 or torch.ScalarType.Float16 or torch.ScalarType.BFloat16 => 2,
        torch.ScalarType.Int32 or torch.ScalarType.Float32 or torch.ScalarType.QInt32 => 4,
        torch.ScalarType.Int64 or torch.ScalarType.Float64 or torch.ScalarType.ComplexFloat32 => 8,
        torch.ScalarType.ComplexFloat64 => 16,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "there is no such element type"),
    };

    /// <summary>The number of elements of a shape.</summary>
    public static long TotalSize(this IEnumerable<long> shape) => shape.Aggregate(1L, (product, length) => checked(product * length));

    /// <summary>A tensor of an array's elements.</summary>
    /// <param name="rawArray">The elements, in order.</param>
    /// <param name="dimensions">The shape.</param>
    /// <param name="doCopy">Has no effect: the elements are always copied.</param>
    /// <param name="requires_grad">Whether operations on the tensor are recorded.</param>
    public static torch.Tensor ToTensor<T>(this T[] rawArray, long[] dimensions, bool doCopy = false, bool requires_grad = false)
    {
        torch.Tensor flat = torch.from_array(rawArray, null, null, false, null);
        torch.Tensor shaped = flat.reshape(dimensions);
        flat.Dispose();
        return requires_grad ? shaped.requires_grad_() : shaped;
    }

    /// <summary>A tensor of no dimensions that holds one value.</summary>
    public static torch.Tensor ToTensor<T>(this T scalar, torch.Device? device = null, bool requires_grad = false)
        where T : struct
    {
        torch.Tensor one = torch.from_array(new[] { scalar }, null, device, false, null);
        torch.Tensor shaped = one.reshape([]);
        one.Dispose();
        return requires_grad ? shaped.requires_grad_() : shaped;
    }
}
