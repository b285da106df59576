using System.Text;
using PeftWorkbook.Text.Unicode;

namespace PeftWorkbook.Text;

/// <summary>
/// GPT-2's way of making any bytes printable: each byte has a character of its own, 33 to 126 and most of Latin-1 themselves,
/// the others from U+0100 on (https://github.com/openai/gpt-2, encoder.py).
/// </summary>
internal static class ByteLevel
{
    private static readonly char[] s_characters = new char[256];
    private static readonly Dictionary<char, byte> s_bytes = [];

    static ByteLevel()
    {
        var next = 0x100;
        for (var b = 0; b < 256; b++)
        {
            var isPrintable = b is (>= 33 and <= 126) or (>= 161 and <= 172) or (>= 174 and <= 255);
            s_characters[b] = (char)(isPrintable ? b : next++);
            s_bytes[s_characters[b]] = (byte)b;
        }
    }

    /// <summary>What stands for a byte.</summary>
    internal static char Character(byte b) => s_characters[b];

    /// <summary>Appends the bytes of a token; a token that was not made of such characters stands for its own UTF-8.</summary>
    internal static void AppendBytes(string token, List<byte> output)
    {
        var start = output.Count;
        foreach (var c in token)
        {
            if (!s_bytes.TryGetValue(c, out var b))
            {
                output.RemoveRange(start, output.Count - start);
                output.AddRange(Encoding.UTF8.GetBytes(token));
                return;
            }

            output.Add(b);
        }
    }

    /// <summary>Each code point as the characters of its UTF-8 bytes, which all keep its range.</summary>
    internal static AlignedText Map(AlignedText text) => text.Map(c => c is >= 33 and <= 126 ? null : Bytes(c));

    private static int[] Bytes(int c)
    {
        Span<byte> bytes = stackalloc byte[4];
        var count = (Rune.IsValid(c) ? new Rune(c) : Rune.ReplacementChar).EncodeToUtf8(bytes);
        var mapped = new int[count];
        for (var i = 0; i < count; i++)
        {
            mapped[i] = s_characters[bytes[i]];
        }

        return mapped;
    }
}

/// <summary>Splits as GPT-2 does, unless told not to, and writes each piece in byte characters.</summary>
internal sealed class ByteLevelSplitter(bool addPrefixSpace, bool useRegex) : TextSplitter
{
    internal override IEnumerable<AlignedText> Split(AlignedText text)
    {
        if (addPrefixSpace && text.Length > 0 && text.Points[0] != ' ')
        {
            text = text.Prepend(" ");
        }

        for (var at = 0; at < text.Length;)
        {
            var to = useRegex ? Next(text.Points, at) : text.Length;
            yield return ByteLevel.Map(text.Slice(at, to));
            at = to;
        }
    }

    /// <summary>
    /// The end of the match at <paramref name="at"/> of GPT-2's expression, over code points, in one pass:
    /// <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c>.
    /// </summary>
    internal static int Next(ReadOnlySpan<int> points, int at)
    {
        if (points[at] == '\'' && ContractionLength(points[(at + 1)..]) is > 0 and var length)
        {
            return at + 1 + length;
        }

        var first = points[at] == ' ' && at + 1 < points.Length ? at + 1 : at;
        if (!Characters.IsWhiteSpace(points[first]))
        {
            var kind = Kind(points[first]);
            var to = first + 1;
            while (to < points.Length && Kind(points[to]) == kind)
            {
                to++;
            }

            return to;
        }

        var end = at + 1;
        while (end < points.Length && Characters.IsWhiteSpace(points[end]))
        {
            end++;
        }

        // Of several, the last is left for the word that follows.
        return end < points.Length && end - at > 1 ? end - 1 : end;
    }

    private static int Kind(int c) => Characters.IsLetter(c) ? 0 : Characters.IsNumber(c) ? 1 : Characters.IsWhiteSpace(c) ? 3 : 2;

    private static int ContractionLength(ReadOnlySpan<int> rest) => rest switch
    {
        ['s' or 't' or 'm' or 'd', ..] => 1,
        ['r', 'e', ..] or ['v', 'e', ..] or ['l', 'l', ..] => 2,
        _ => 0,
    };
}
