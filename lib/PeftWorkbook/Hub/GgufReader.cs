using System.Buffers.Binary;
using System.Text;

namespace PeftWorkbook.Hub;

/// <summary>A cursor over a mapped GGUF file that checks every length against what is left before it uses it.</summary>
internal sealed class GgufReader(MappedFile file)
{
    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);
    private static readonly UTF8Encoding s_lenient = new(false, throwOnInvalidBytes: false);

    /// <summary>The next byte's place.</summary>
    internal long Position { get; private set; }

    /// <summary>How many bytes are left.</summary>
    internal long Left => file.Length - Position;

    /// <summary>The next bytes; <paramref name="what"/> names them in the error.</summary>
    internal ReadOnlySpan<byte> Take(ulong count, string what)
    {
        if (count > (ulong)Left || count > int.MaxValue)
        {
            throw new InvalidDataException($"{what} takes {count} bytes, but {Left} are left at byte {Position}");
        }

        var span = file.Span(Position, (int)count);
        Position += (long)count;
        return span;
    }

    internal byte U8(string what) => Take(1, what)[0];

    internal ushort U16(string what) => BinaryPrimitives.ReadUInt16LittleEndian(Take(2, what));

    internal uint U32(string what) => BinaryPrimitives.ReadUInt32LittleEndian(Take(4, what));

    internal ulong U64(string what) => BinaryPrimitives.ReadUInt64LittleEndian(Take(8, what));

    /// <summary>A string: 8 bytes of length, then UTF-8. A name must be valid; in other text a bad byte becomes U+FFFD.</summary>
    internal string Text(string what, bool isName)
    {
        var bytes = Take(U64(what), what);
        try
        {
            return (isName ? s_strict : s_lenient).GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException($"{what} is not valid UTF-8", e);
        }
    }
}
