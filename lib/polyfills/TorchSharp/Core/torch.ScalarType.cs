namespace TorchSharp;

public static partial class torch
{
    /// <summary>Element types, numbered as libtorch numbers them.</summary>
    public enum ScalarType : sbyte
    {
        /// <summary>Unsigned 8 bits.</summary>
        Byte = 0,

        /// <summary>Signed 8 bits.</summary>
        Int8 = 1,

        /// <summary>Signed 16 bits.</summary>
        Int16 = 2,

        /// <summary>Signed 32 bits.</summary>
        Int32 = 3,

        /// <summary>Signed 64 bits.</summary>
        Int64 = 4,

        /// <summary>IEEE half precision.</summary>
        Float16 = 5,

        /// <summary>IEEE single precision.</summary>
        Float32 = 6,

        /// <summary>IEEE double precision.</summary>
        Float64 = 7,

        /// <summary>Two single-precision parts.</summary>
        ComplexFloat32 = 9,

        /// <summary>Two double-precision parts.</summary>
        ComplexFloat64 = 10,

        /// <summary>Boolean, a byte each.</summary>
        Bool = 11,

        /// <summary>Quantized signed 8 bits.</summary>
        QInt8 = 12,

        /// <summary>Quantized unsigned 8 bits.</summary>
        QUInt8 = 13,

        /// <summary>Quantized signed 32 bits.</summary>
        QInt32 = 14,

        /// <summary>Brain float: 8 bits of exponent, 7 of mantissa.</summary>
        BFloat16 = 15,
    }

    /// <inheritdoc cref="ScalarType.Byte"/>
    public static ScalarType uint8 = ScalarType.Byte;

    /// <inheritdoc cref="ScalarType.Int8"/>
    public static ScalarType int8 = ScalarType.Int8;

    /// <inheritdoc cref="ScalarType.Int16"/>
    public static ScalarType int16 = ScalarType.Int16;

    /// <inheritdoc cref="ScalarType.Int32"/>
    public static ScalarType int32 = ScalarType.Int32;

    /// <inheritdoc cref="ScalarType.Int64"/>
    public static ScalarType int64 = ScalarType.Int64;

    /// <inheritdoc cref="ScalarType.Float16"/>
    public static ScalarType float16 = ScalarType.Float16;

    /// <inheritdoc cref="ScalarType.Float32"/>
    public static ScalarType float32 = ScalarType.Float32;

    /// <inheritdoc cref="ScalarType.Float64"/>
    public static ScalarType float64 = ScalarType.Float64;

    /// <inheritdoc cref="ScalarType.BFloat16"/>
    public static ScalarType bfloat16 = ScalarType.BFloat16;

    /// <inheritdoc cref="ScalarType.Bool"/>
    public static ScalarType @bool = ScalarType.Bool;

    /// <inheritdoc cref="ScalarType.ComplexFloat32"/>
    public static ScalarType complex64 = ScalarType.ComplexFloat32;

    /// <inheritdoc cref="ScalarType.ComplexFloat64"/>
    public static ScalarType complex128 = ScalarType.ComplexFloat64;

    /// <inheritdoc cref="ScalarType.Float16"/>
    public static ScalarType half = ScalarType.Float16;

    /// <inheritdoc cref="ScalarType.Float32"/>
    public static ScalarType @float = ScalarType.Float32;

    /// <inheritdoc cref="ScalarType.Float64"/>
    public static ScalarType @double = ScalarType.Float64;

    /// <inheritdoc cref="ScalarType.Int16"/>
    public static ScalarType @short = ScalarType.Int16;

    /// <inheritdoc cref="ScalarType.Int32"/>
    public static ScalarType @int = ScalarType.Int32;

    /// <inheritdoc cref="ScalarType.Int64"/>
    public static ScalarType @long = ScalarType.Int64;

    /// <inheritdoc cref="ScalarType.ComplexFloat32"/>
    public static ScalarType cfloat = ScalarType.ComplexFloat32;

    /// <inheritdoc cref="ScalarType.ComplexFloat64"/>
    public static ScalarType cdouble = ScalarType.ComplexFloat64;

    /// <inheritdoc cref="ScalarType.QInt8"/>
    public static ScalarType qint8 = ScalarType.QInt8;

    /// <inheritdoc cref="ScalarType.QUInt8"/>
    public static ScalarType quint8 = ScalarType.QUInt8;

    /// <inheritdoc cref="ScalarType.QInt32"/>
    public static ScalarType qint32 = ScalarType.QInt32;
}
