using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace PeftWorkbook.Hub;

/// <summary>
/// Turns GGUF's blocks into singles. A block holds its elements' codes and one or two half-precision scales; the layouts
/// are those of ggml's <c>ggml-quants.c</c>, the K-quants in <see cref="GgufSuperBlocks"/>.
/// </summary>
public static class GgufBlocks
{
    private delegate void Decoder(ReadOnlySpan<byte> block, Span<float> values);

    /// <summary>Dequantises whole blocks.</summary>
    /// <param name="type">The type of the blocks.</param>
    /// <param name="bytes">The blocks, one after the other.</param>
    /// <param name="values">As many values as the blocks hold.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static void Dequantize(GgufType type, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        var (elements, size) = type.Block();
        if (bytes.Length % size != 0 || values.Length != bytes.Length / size * elements)
        {
            throw new ArgumentException($"{bytes.Length} bytes of {type} do not hold {values.Length} values.", nameof(values));
        }

        var decode = DecoderOf(type);
        for (var (from, to) = (0, 0); to < values.Length; from += size, to += elements)
        {
            decode(bytes.Slice(from, size), values.Slice(to, elements));
        }
    }

    internal static float Half(ReadOnlySpan<byte> at) => (float)BinaryPrimitives.ReadHalfLittleEndian(at);

    private static Decoder DecoderOf(GgufType type) => type switch
    {
        GgufType.F32 => (b, v) => v[0] = BinaryPrimitives.ReadSingleLittleEndian(b),
        GgufType.F16 => (b, v) => v[0] = Half(b),
        GgufType.BF16 => (b, v) => v[0] = BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(b) << 16),
        GgufType.F64 => (b, v) => v[0] = (float)BinaryPrimitives.ReadDoubleLittleEndian(b),
        GgufType.I8 => (b, v) => v[0] = (sbyte)b[0],
        GgufType.I16 => (b, v) => v[0] = BinaryPrimitives.ReadInt16LittleEndian(b),
        GgufType.I32 => (b, v) => v[0] = BinaryPrimitives.ReadInt32LittleEndian(b),
        GgufType.I64 => (b, v) => v[0] = BinaryPrimitives.ReadInt64LittleEndian(b),
        GgufType.Q4_0 => Q4_0,
        GgufType.Q4_1 => Q4_1,
        GgufType.Q5_0 => Q5_0,
        GgufType.Q5_1 => Q5_1,
        GgufType.Q8_0 => Q8_0,
        GgufType.IQ4_NL => (b, v) => GgufSuperBlocks.Table(Half(b), b[2..], v),
        GgufType.IQ4_XS => GgufSuperBlocks.IQ4,
        GgufType.Q2_K => GgufSuperBlocks.Q2,
        GgufType.Q3_K => GgufSuperBlocks.Q3,
        GgufType.Q4_K => GgufSuperBlocks.Q4,
        GgufType.Q5_K => GgufSuperBlocks.Q5,
        GgufType.Q6_K => GgufSuperBlocks.Q6,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    // Byte i holds element i in its low nibble and element i + 16 in its high one.
    private static void Q4_0(ReadOnlySpan<byte> block, Span<float> values)
    {
        var d = Half(block);
        for (var i = 0; i < 16; i++)
        {
            values[i] = d * ((block[2 + i] & 15) - 8);
            values[i + 16] = d * ((block[2 + i] >> 4) - 8);
        }
    }

    private static void Q4_1(ReadOnlySpan<byte> block, Span<float> values)
    {
        var (d, m) = (Half(block), Half(block[2..]));
        for (var i = 0; i < 16; i++)
        {
            values[i] = (d * (block[4 + i] & 15)) + m;
            values[i + 16] = (d * (block[4 + i] >> 4)) + m;
        }
    }

    private static void Q5_0(ReadOnlySpan<byte> block, Span<float> values)
    {
        var (d, high) = (Half(block), BinaryPrimitives.ReadUInt32LittleEndian(block[2..]));
        for (var i = 0; i < 16; i++)
        {
            values[i] = d * (((block[6 + i] & 15) | FifthBit(high, i)) - 16);
            values[i + 16] = d * (((block[6 + i] >> 4) | FifthBit(high, i + 16)) - 16);
        }
    }

    private static void Q5_1(ReadOnlySpan<byte> block, Span<float> values)
    {
        var (d, m, high) = (Half(block), Half(block[2..]), BinaryPrimitives.ReadUInt32LittleEndian(block[4..]));
        for (var i = 0; i < 16; i++)
        {
            values[i] = (d * ((block[8 + i] & 15) | FifthBit(high, i))) + m;
            values[i + 16] = (d * ((block[8 + i] >> 4) | FifthBit(high, i + 16))) + m;
        }
    }

    private static void Q8_0(ReadOnlySpan<byte> block, Span<float> values)
    {
        var d = Half(block);
        var codes = MemoryMarshal.Cast<byte, sbyte>(block[2..]);
        for (var i = 0; i < codes.Length; i++)
        {
            values[i] = d * codes[i];
        }
    }

    private static int FifthBit(uint high, int element) => (int)((high >> element) & 1) << 4;
}
