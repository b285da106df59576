namespace PeftWorkbook.Hub;

/// <summary>
/// The K-quants: blocks of 256 elements in groups of 16 or 32, whose scales are themselves quantised by a scale of the block.
/// </summary>
internal static class GgufSuperBlocks
{
    private static readonly sbyte[] s_uneven = [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];

    /// <summary>16 bytes of scale (low nibble) and minimum (high nibble), 64 bytes of codes, d, dmin.</summary>
    internal static void Q2(ReadOnlySpan<byte> block, Span<float> values)
    {
        var (d, least) = (GgufBlocks.Half(block[80..]), GgufBlocks.Half(block[82..]));
        var codes = block[16..80];
        for (var i = 0; i < 256; i++)
        {
            var scale = block[i / 16];
            values[i] = (d * (scale & 15) * TwoBits(codes, i)) - (least * (scale >> 4));
        }
    }

    /// <summary>32 bytes of high bits, 64 bytes of low two bits, 12 bytes of sixteen 6-bit scales, d.</summary>
    internal static void Q3(ReadOnlySpan<byte> block, Span<float> values)
    {
        var codes = block[32..96];
        var scales = block[96..108];
        var d = GgufBlocks.Half(block[108..]);
        for (var i = 0; i < 256; i++)
        {
            var g = i / 16;
            var low = g < 8 ? scales[g] & 15 : scales[g - 8] >> 4;
            var scale = (low | (((scales[8 + (g % 4)] >> (g / 4 * 2)) & 3) << 4)) - 32;
            var third = (block[i % 32] >> (i / 32)) & 1;
            values[i] = d * scale * (TwoBits(codes, i) - (third == 0 ? 4 : 0));
        }
    }

    /// <summary>d, dmin, 12 bytes of eight scales and minima of 6 bits, 128 bytes of codes.</summary>
    internal static void Q4(ReadOnlySpan<byte> block, Span<float> values)
    {
        var (d, least) = (GgufBlocks.Half(block), GgufBlocks.Half(block[2..]));
        var codes = block[16..144];
        for (var i = 0; i < 256; i++)
        {
            var (scale, minimum) = ScaleAndMinimum(block[4..16], i / 32);
            values[i] = (d * scale * FourBits(codes, i)) - (least * minimum);
        }
    }

    /// <summary>As <see cref="Q4"/>, with 32 bytes of fifth bits before the codes.</summary>
    internal static void Q5(ReadOnlySpan<byte> block, Span<float> values)
    {
        var (d, least) = (GgufBlocks.Half(block), GgufBlocks.Half(block[2..]));
        var high = block[16..48];
        var codes = block[48..176];
        for (var i = 0; i < 256; i++)
        {
            var (scale, minimum) = ScaleAndMinimum(block[4..16], i / 32);
            var fifth = (high[i % 32] >> (i / 32)) & 1;
            values[i] = (d * scale * (FourBits(codes, i) | (fifth << 4))) - (least * minimum);
        }
    }

    /// <summary>128 bytes of low four bits, 64 bytes of high two bits, 16 signed scales, d.</summary>
    internal static void Q6(ReadOnlySpan<byte> block, Span<float> values)
    {
        var high = block[128..192];
        var d = GgufBlocks.Half(block[208..]);
        for (var i = 0; i < 256; i++)
        {
            var (half, rest) = (i / 128, i % 128);
            var nibble = (block[(half * 64) + (rest % 64)] >> (rest / 64 * 4)) & 15;
            var top = (high[(half * 32) + (rest % 32)] >> (rest / 32 * 2)) & 3;
            values[i] = d * (sbyte)block[192 + (i / 16)] * ((nibble | (top << 4)) - 32);
        }
    }

    /// <summary>d, 2 bytes with the high bits of eight 6-bit scales, 4 bytes with the low ones, then eight groups of indices.</summary>
    internal static void IQ4(ReadOnlySpan<byte> block, Span<float> values)
    {
        var (d, high) = (GgufBlocks.Half(block), block[2] | (block[3] << 8));
        for (var g = 0; g < 8; g++)
        {
            var scale = ((block[4 + (g / 2)] >> (g % 2 * 4)) & 15) | (((high >> (g * 2)) & 3) << 4);
            Table(d * (scale - 32), block.Slice(8 + (g * 16), 16), values.Slice(g * 32, 32));
        }
    }

    /// <summary>32 indices into the table of unevenly spaced values; low nibbles first.</summary>
    internal static void Table(float scale, ReadOnlySpan<byte> codes, Span<float> values)
    {
        for (var i = 0; i < 16; i++)
        {
            values[i] = scale * s_uneven[codes[i] & 15];
            values[i + 16] = scale * s_uneven[codes[i] >> 4];
        }
    }

    // Each half of the block has 32 bytes; pair p of the bits in byte j is element 32 p + j of the half.
    private static int TwoBits(ReadOnlySpan<byte> codes, int i) => (codes[(i / 128 * 32) + (i % 32)] >> (i % 128 / 32 * 2)) & 3;

    // Each quarter has 32 bytes: the low nibbles are its first 32 elements, the high ones the next.
    private static int FourBits(ReadOnlySpan<byte> codes, int i) => (codes[(i / 64 * 32) + (i % 32)] >> (i % 64 / 32 * 4)) & 15;

    private static (int Scale, int Minimum) ScaleAndMinimum(ReadOnlySpan<byte> s, int group) => group < 4
        ? (s[group] & 63, s[group + 4] & 63)
        : ((s[group + 4] & 15) | (s[group - 4] >> 6 << 4), (s[group + 4] >> 4) | (s[group] >> 6 << 4));
}
