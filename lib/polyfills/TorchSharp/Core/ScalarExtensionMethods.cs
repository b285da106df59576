using System.Numerics;

namespace TorchSharp;

/// <summary>Numbers to <see cref="Scalar"/> and back.</summary>
public static class ScalarExtensionMethods
{
    /// <summary>A number as a scalar.</summary>
    public static Scalar ToScalar(this byte value) => value;

    /// <summary>A number as a scalar.</summary>
    public static Scalar ToScalar(this sbyte value) => value;

    /// <summary>A number as a scalar.</summary>
    public static Scalar ToScalar(this short value) => value;

    /// <summary>A number as a scalar.</summary>
    public static Scalar ToScalar(this int value) => value;

    /// <summary>A number as a scalar.</summary>
    public static Scalar ToScalar(this long value) => value;

    /// <summary>A number as a scalar.</summary>
    public static Scalar ToScalar(this float value) => value;

    /// <summary>A number as a scalar.</summary>
    public static Scalar ToScalar(this double value) => value;

    /// <summary>A number as a scalar.</summary>
    public static Scalar ToScalar(this Half value) => value;

    /// <summary>A number as a scalar.</summary>
    public static Scalar ToScalar(this BFloat16 value) => value;

    /// <summary>A number as a scalar.</summary>
    public static Scalar ToScalar(this (float, float) value) => value;

    /// <summary>A number as a scalar.</summary>
    public static Scalar ToScalar(this Complex value) => value;

    /// <summary>A number as a scalar.</summary>
    public static Scalar ToScalar(this bool value) => value;

    /// <summary>A number, rounded to a brain float, as a scalar.</summary>
    public static Scalar ToBFloat16Scalar(this float value) => new BFloat16(value);

    /// <summary>The number, cut to an integer.</summary>
    public static byte ToByte(this Scalar value) => (byte)value.Integer;

    /// <summary>The number, cut to an integer.</summary>
    public static sbyte ToSByte(this Scalar value) => (sbyte)value.Integer;

    /// <summary>The number, cut to an integer.</summary>
    public static short ToInt16(this Scalar value) => (short)value.Integer;

    /// <summary>The number, cut to an integer.</summary>
    public static int ToInt32(this Scalar value) => (int)value.Integer;

    /// <summary>The number, cut to an integer.</summary>
    public static long ToInt64(this Scalar value) => (long)value.Integer;

    /// <summary>Whether the number is other than zero.</summary>
    public static bool ToBoolean(this Scalar value) => value.Real != 0;

    /// <summary>The number in single precision.</summary>
    public static float ToSingle(this Scalar value) => (float)value.Real;

    /// <summary>The number in double precision.</summary>
    public static double ToDouble(this Scalar value) => value.Real;

    /// <summary>The number in half precision.</summary>
    public static Half ToHalf(this Scalar value) => (Half)value.Real;

    /// <summary>The number as a brain float.</summary>
    public static BFloat16 ToBFloat16(this Scalar value) => new((float)value.Real);

    /// <summary>The number as a complex one in single precision.</summary>
    public static (float Real, float Imaginary) ToComplexFloat32(this Scalar value) => ((float)value.Real, (float)value.Imaginary);

    /// <summary>The number as a complex one in double precision.</summary>
    public static Complex ToComplexFloat64(this Scalar value) => new(value.Real, value.Imaginary);
}
