namespace TorchSharp.Utils;

/// <summary>LEB128: an integer in groups of 7 bits, lowest first; the top bit of a byte says that another
/// follows.</summary>
internal static class LEB128Codec
{
    private const int LargestLength = 9; // 63 bits

    /// <summary>Writes a number that is not negative.</summary>
    internal static void Encode(this BinaryWriter writer, long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        for (; value > 0x7f; value >>= 7) writer.Write((byte)(value | 0x80));
        writer.Write((byte)value);
    }

    /// <summary>Reads a number.</summary>
    /// <exception cref="InvalidDataException">It does not end within 63 bits.</exception>
    internal static long Decode(this BinaryReader reader)
    {
        long value = 0;
        for (int i = 0; i < LargestLength; i++)
        {
            byte group = reader.ReadByte();
            value |= (long)(group & 0x7f) << (7 * i);
            if (group < 0x80) return value;
        }
        throw new InvalidDataException("A LEB128 number in the stream is longer than 63 bits: this is no TorchSharp file.");
    }
}
