namespace PeftWorkbook.Hub;

/// <summary>Eight-bit floats (arXiv 2209.05433), widened exactly to singles.</summary>
internal static class Float8
{
    /// <summary>Widens E4M3 (bias 7, no infinities, NaN at S.1111.111) or E5M2 (bias 15, like a truncated half).</summary>
    internal static void Widen(SafeTensorsDtype dtype, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = dtype == SafeTensorsDtype.F8_E5M2
                ? (float)BitConverter.UInt16BitsToHalf((ushort)(bytes[i] << 8))
                : E4M3(bytes[i]);
        }
    }

    private static float E4M3(byte code)
    {
        var (exponent, mantissa) = ((code >> 3) & 15, code & 7);
        var size = (exponent, mantissa) switch
        {
            (15, 7) => float.NaN,
            (0, _) => mantissa * MathF.ScaleB(1, -9),
            _ => (8 + mantissa) * MathF.ScaleB(1, exponent - 10),
        };
        return (code & 128) == 0 ? size : -size;
    }
}
