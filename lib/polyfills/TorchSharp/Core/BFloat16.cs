using System.Globalization;

namespace TorchSharp;

/// <summary>A brain float: the upper 16 bits of a single, rounded to nearest even.</summary>
public readonly struct BFloat16 : IComparable, IComparable<BFloat16>, IEquatable<BFloat16>, IFormattable
{
    private readonly ushort bits;

    private BFloat16(ushort raw) => bits = raw;

    /// <summary>Rounds a single to the nearest brain float, ties to even; NaN stays NaN.</summary>
    public BFloat16(float f)
    {
        uint raw = BitConverter.SingleToUInt32Bits(f);
        bits = float.IsNaN(f) ? (ushort)((raw >> 16) | 0x40) : (ushort)((raw + 0x7FFF + ((raw >> 16) & 1)) >> 16);
    }

    /// <summary>Zero.</summary>
    public static readonly BFloat16 Zero = FromRawValue(0);

    /// <summary>One.</summary>
    public static readonly BFloat16 One = FromRawValue(0x3F80);

    /// <summary>Not a number.</summary>
    public static readonly BFloat16 NaN = FromRawValue(0x7FC0);

    /// <summary>Positive infinity.</summary>
    public static readonly BFloat16 PositiveInfinity = FromRawValue(0x7F80);

    /// <summary>Negative infinity.</summary>
    public static readonly BFloat16 NegativeInfinity = FromRawValue(0xFF80);

    /// <summary>The largest finite value.</summary>
    public static readonly BFloat16 MaxValue = FromRawValue(0x7F7F);

    /// <summary>The smallest (most negative) finite value.</summary>
    public static readonly BFloat16 MinValue = FromRawValue(0xFF7F);

    /// <summary>The distance from one to the next larger value.</summary>
    public static readonly BFloat16 Epsilon = FromRawValue(0x3C00);

    /// <summary>The smallest positive normal value.</summary>
    public static readonly BFloat16 MinNormal = FromRawValue(0x0080);

    /// <summary>The smallest positive value.</summary>
    public static readonly BFloat16 SmallestSubnormal = FromRawValue(0x0001);

    /// <summary>The value with these bits.</summary>
    public static BFloat16 FromRawValue(ushort rawValue) => new(rawValue);

    /// <summary>The same value as a single; exact.</summary>
    public float ToSingle() => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    /// <inheritdoc cref="BFloat16(float)"/>
    public static explicit operator BFloat16(float f) => new(f);

    /// <inheritdoc cref="BFloat16(float)"/>
    public static explicit operator BFloat16(double d) => new((float)d);

    /// <inheritdoc cref="ToSingle"/>
    public static explicit operator float(BFloat16 bf) => bf.ToSingle();

    /// <inheritdoc cref="ToSingle"/>
    public static explicit operator double(BFloat16 bf) => bf.ToSingle();

    /// <summary>Sum, rounded.</summary>
    public static BFloat16 operator +(BFloat16 a, BFloat16 b) => new(a.ToSingle() + b.ToSingle());

    /// <summary>Difference, rounded.</summary>
    public static BFloat16 operator -(BFloat16 a, BFloat16 b) => new(a.ToSingle() - b.ToSingle());

    /// <summary>Product, rounded.</summary>
    public static BFloat16 operator *(BFloat16 a, BFloat16 b) => new(a.ToSingle() * b.ToSingle());

    /// <summary>Quotient, rounded.</summary>
    public static BFloat16 operator /(BFloat16 a, BFloat16 b) => new(a.ToSingle() / b.ToSingle());

    /// <summary>Remainder, rounded.</summary>
    public static BFloat16 operator %(BFloat16 a, BFloat16 b) => new(a.ToSingle() % b.ToSingle());

    /// <summary>The negated value.</summary>
    public static BFloat16 operator -(BFloat16 a) => FromRawValue((ushort)(a.bits ^ 0x8000));

    /// <summary>Equality as floats have it: NaN equals nothing, zero equals minus zero.</summary>
    public static bool operator ==(BFloat16 a, BFloat16 b) => a.ToSingle() == b.ToSingle();

    /// <summary>The opposite of equality.</summary>
    public static bool operator !=(BFloat16 a, BFloat16 b) => a.ToSingle() != b.ToSingle();

    /// <summary>Less than.</summary>
    public static bool operator <(BFloat16 a, BFloat16 b) => a.ToSingle() < b.ToSingle();

    /// <summary>Greater than.</summary>
    public static bool operator >(BFloat16 a, BFloat16 b) => a.ToSingle() > b.ToSingle();

    /// <summary>Less than or equal.</summary>
    public static bool operator <=(BFloat16 a, BFloat16 b) => a.ToSingle() <= b.ToSingle();

    /// <summary>Greater than or equal.</summary>
    public static bool operator >=(BFloat16 a, BFloat16 b) => a.ToSingle() >= b.ToSingle();

    /// <summary>Whether the value is NaN.</summary>
    public static bool IsNaN(BFloat16 bf) => float.IsNaN(bf.ToSingle());

    /// <summary>Whether the value is infinite.</summary>
    public static bool IsInfinity(BFloat16 bf) => float.IsInfinity(bf.ToSingle());

    /// <summary>Whether the value is neither NaN nor infinite.</summary>
    public static bool IsFinite(BFloat16 bf) => float.IsFinite(bf.ToSingle());

    /// <summary>Whether the value is positive infinity.</summary>
    public static bool IsPositiveInfinity(BFloat16 bf) => float.IsPositiveInfinity(bf.ToSingle());

    /// <summary>Whether the value is negative infinity.</summary>
    public static bool IsNegativeInfinity(BFloat16 bf) => float.IsNegativeInfinity(bf.ToSingle());

    /// <inheritdoc/>
    public int CompareTo(BFloat16 other) => ToSingle().CompareTo(other.ToSingle());

    /// <inheritdoc/>
    public int CompareTo(object? obj) => obj switch
    {
        null => 1,
        BFloat16 other => CompareTo(other),
        _ => throw new ArgumentException("a BFloat16 compares with a BFloat16 only", nameof(obj)),
    };

    /// <inheritdoc/>
    public bool Equals(BFloat16 other) => ToSingle().Equals(other.ToSingle());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is BFloat16 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ToSingle().GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => ToSingle().ToString(CultureInfo.CurrentCulture);

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToSingle().ToString(format, formatProvider);
}
