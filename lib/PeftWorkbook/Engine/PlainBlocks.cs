using PeftWorkbook.Hub;
using static TorchSharp.torch;

namespace PeftWorkbook.Engine;

/// <summary>Widens GGUF's blocks of 32 in TorchSharp's own calls, on whatever device they are.</summary>
internal static class PlainBlocks
{
    /// <summary>Blocks <c>[rows, bytes of a row]</c> to fp32 <c>[rows, columns]</c>.</summary>
    internal static Tensor Dequantize(Tensor blocks, GgufType type)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var each = blocks.view(-1, type.Block().Bytes).to_type(ScalarType.Int32);       // [blocks, bytes]
        var scale = Halves(each, 0);                                                     // [blocks, 1]
        var values = type switch
        {
            GgufType.Q4_0 => (Nibbles(each.narrow(1, 2, 16)) - 8) * scale,
            GgufType.Q4_1 => (Nibbles(each.narrow(1, 4, 16)) * scale) + Halves(each, 2),
            GgufType.Q8_0 => Signed(each.narrow(1, 2, 32)) * scale,
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Blocks of this type are not computed with."),
        };
        return values.view(blocks.shape[0], -1).MoveToOuterDisposeScope();
    }

    // Byte i holds element i in its low nibble and element i + 16 in its high one.
    private static Tensor Nibbles(Tensor bytes)
    {
        var high = Quotient(bytes, 16);
        return cat([bytes - (high * 16), high], 1).to_type(ScalarType.Float32);
    }

    private static Tensor Signed(Tensor bytes) => (bytes - (AsInteger(bytes.ge(128)) * 256)).to_type(ScalarType.Float32);

    // IEEE half: a sign, five bits of exponent, ten of mantissa; without an exponent the mantissa has no leading one.
    private static Tensor Halves(Tensor bytes, long at)
    {
        var bits = bytes.narrow(1, at, 1) + (bytes.narrow(1, at + 1, 1) * 256);
        var sign = Quotient(bits, 32768);
        var exponent = Quotient(bits, 1024) - (sign * 32);
        var mantissa = bits - (Quotient(bits, 1024) * 1024) + (AsInteger(exponent.ne(0)) * 1024);
        var powers = tensor([.. Enumerable.Range(0, 32).Select(e => MathF.Pow(2, Math.Max(e, 1) - 25))], device: bytes.device);
        var size = mantissa * powers.index_select(0, exponent.view(-1)).view(-1, 1);
        return where(sign.eq(1), -size, size);
    }

    private static Tensor AsInteger(Tensor truth) => truth.to_type(ScalarType.Int32);

    private static Tensor Quotient(Tensor bytes, int divisor) => bytes.div(divisor, RoundingMode.floor);
}
