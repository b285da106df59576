using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using PeftWorkbook.Text.Unicode;

namespace PeftWorkbook.Text;

/// <summary>
/// SentencePiece's character map: a double-array trie (darts) from UTF-8 prefixes to replacements. It is applied as Hugging
/// Face applies it: to a whole grapheme of under 6 bytes where the map knows a prefix of it, else to each code point.
/// </summary>
internal sealed class PrecompiledNormalizer : TextNormalizer
{
    private readonly uint[] _units;
    private readonly byte[] _replacements;

    /// <summary>Reads the map: the trie's length in bytes, the trie, and the replacements, each ended by a NUL.</summary>
    /// <exception cref="InvalidDataException">The map is broken.</exception>
    internal PrecompiledNormalizer(ReadOnlySpan<byte> map)
    {
        var size = map.Length >= 4 ? BinaryPrimitives.ReadUInt32LittleEndian(map) : uint.MaxValue;
        if (size > map.Length - 4 || size % 4 != 0)
        {
            throw new InvalidDataException("The tokenizer's precompiled character map is broken.");
        }

        _units = new uint[size / 4];
        for (var i = 0; i < _units.Length; i++)
        {
            _units[i] = BinaryPrimitives.ReadUInt32LittleEndian(map[(4 + (4 * i))..]);
        }

        _replacements = map[(4 + (int)size)..].ToArray();
    }

    internal override AlignedText Apply(AlignedText text)
    {
        List<(int Point, int Change)> target = new(text.Length);
        var modified = false;
        for (var at = 0; at < text.Length;)
        {
            var to = GraphemeEnd(text.Points, at);
            if (Utf8Length(text.Points, at, to) < 6 && Find(text.Points.AsSpan(at, to - at)) is { } whole)
            {
                Replace(target, to - at, whole);
                modified = true;
                at = to;
            }

            for (; at < to; at++)
            {
                if (Find(text.Points.AsSpan(at, 1)) is { } single)
                {
                    Replace(target, 1, single);
                    modified = true;
                }
                else
                {
                    target.Add((text.Points[at], 0));
                }
            }
        }

        return modified ? text.Transform(target) : text;
    }

    private static void Replace(List<(int Point, int Change)> target, int oldCount, int[] replacement)
    {
        target.AddRange(replacement.Select(p => (p, 0)));
        var difference = replacement.Length - oldCount;
        for (var i = target.Count - 1; difference > 0; i--, difference--)
        {
            target[i] = (target[i].Point, 1);
        }

        if (difference < 0 && target.Count > 0)
        {
            target[^1] = (target[^1].Point, target[^1].Change + difference);
        }
    }

    private static int GraphemeEnd(int[] points, int from)
    {
        // Printable ASCII before ASCII stands alone; this is most of what there is.
        if (points[from] is >= 0x20 and < 0x7F && (from + 1 == points.Length || points[from + 1] < 0x7F))
        {
            return from + 1;
        }

        // 64 code points hold any grapheme that could be under 6 bytes; a longer one is cut, which only matters above that.
        Span<char> units = stackalloc char[128];
        var (count, to) = (0, from);
        for (; to < points.Length && to < from + 64; to++)
        {
            count += Rune.IsValid(points[to])
                ? new Rune(points[to]).EncodeToUtf16(units[count..])
                : Rune.ReplacementChar.EncodeToUtf16(units[count..]);
        }

        var length = StringInfo.GetNextTextElementLength(units[..count]);
        for (to = from; length > 0; to++)
        {
            length -= points[to] < 0x10000 ? 1 : 2;
        }

        return to;
    }

    private static int Utf8Length(int[] points, int from, int to)
    {
        var length = 0;
        for (var i = from; i < to; i++)
        {
            length += Characters.Utf8Length(points[i]);
        }

        return length;
    }

    /// <summary>The replacement of the shortest prefix that the trie holds, or null.</summary>
    private int[]? Find(ReadOnlySpan<int> points)
    {
        if (_units.Length == 0)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[4];
        var node = Offset(_units[0]);
        foreach (var point in points)
        {
            var count = Rune.IsValid(point) ? new Rune(point).EncodeToUtf8(bytes) : 0;
            foreach (var b in bytes[..count])
            {
                node ^= b;
                if (b == 0 || node >= _units.Length || (_units[node] & 0x800000FF) != b)
                {
                    return null;
                }

                var unit = _units[node];
                node ^= Offset(unit);
                if (((unit >> 8) & 1) == 1 && node < _units.Length)
                {
                    return Replacement(_units[node] & 0x7FFFFFFF);
                }
            }
        }

        return null;
    }

    private static uint Offset(uint unit) => (unit >> 10) << (int)((unit & (1 << 9)) >> 6);

    private int[]? Replacement(uint at)
    {
        if (at >= _replacements.Length)
        {
            return null;
        }

        var rest = _replacements.AsSpan((int)at);
        var end = rest.IndexOf((byte)0);
        return [.. Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]).EnumerateRunes().Select(r => r.Value)];
    }
}
