using System.Buffers.Binary;
using System.Text;

namespace PeftWorkbook.Tests.Fuzz;

/// <summary>Damages bytes in the ways that break readers: flipped bits, wild lengths, cuts, repeats, and words of the formats.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly byte[][] s_words =
    [
        .. new[]
        {
            "null", "true", "-1", "0", "1e999", "1e308", "2147483648", "99999999999999999999", "0.5", "[]", "{}", "\"\"", "\"", "[[[[[[[[",
            "{\"a\":{\"a\":", ",", ":", "\\ud800", "\\u0000", "\t", "\n", "\r\n", "../", "..\\", "\0",
            "{{", "}}", "{%", "%}", "{{ 1/0 }}", "(((((((((",
            "a*a*a*b", "(a+)+$", "\uFFFD", "\u2581", "##", "<0xFF>", "\uD83D\uDE00", "__metadata__", "F8_E4M3", "Regex",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
    ];

    private static readonly long[] s_numbers =
        [0, 1, -1, 127, 128, 255, 256, 65535, 65536, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue, 1L << 40];

    private readonly Random _random = new(seed);

    /// <summary>A damaged copy: one to four changes.</summary>
    internal byte[] Damage(byte[] original)
    {
        List<byte> bytes = [.. original];
        for (var changes = _random.Next(1, 5); changes > 0; changes--)
        {
            Change(bytes);
        }

        return [.. bytes];
    }

    private void Change(List<byte> bytes)
    {
        var at = _random.Next(bytes.Count + 1);
        var count = Math.Min(_random.Next(1, _random.Next(3) == 0 ? 64 : 6), bytes.Count - at);
        switch (_random.Next(9))
        {
            case 0 when at < bytes.Count: bytes[at] ^= (byte)(1 << _random.Next(8)); break;
            case 1 when at < bytes.Count: bytes[at] = (byte)_random.Next(256); break;
            case 2: bytes.RemoveRange(at, count); break;
            case 3: bytes.InsertRange(at, bytes.GetRange(at, count)); break;
            case 4: bytes.InsertRange(at, s_words[_random.Next(s_words.Length)]); break;
            case 5: Overwrite(bytes, at, s_words[_random.Next(s_words.Length)]); break;
            case 6: Overwrite(bytes, at, Number()); break;
            case 7: ReplaceDigits(bytes, at); break;
            case 8 when _random.Next(4) == 0: bytes.RemoveRange(at, bytes.Count - at); break;
        }
    }

    private byte[] Number()
    {
        var number = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(number, s_numbers[_random.Next(s_numbers.Length)]);
        return number[..(_random.Next(2) == 0 ? 4 : 8)];
    }

    private static void Overwrite(List<byte> bytes, int at, byte[] with)
    {
        for (var i = 0; i < with.Length && at + i < bytes.Count; i++)
        {
            bytes[at + i] = with[i];
        }
    }

    // The number in a text that begins at or after a place becomes another one.
    private void ReplaceDigits(List<byte> bytes, int at)
    {
        var from = bytes.FindIndex(at, b => b is >= (byte)'0' and <= (byte)'9');
        if (from >= 0)
        {
            var to = bytes.FindIndex(from, b => b is < (byte)'0' or > (byte)'9');
            bytes.RemoveRange(from, (to < 0 ? bytes.Count : to) - from);
            bytes.InsertRange(from, Encoding.ASCII.GetBytes($"{s_numbers[_random.Next(s_numbers.Length)]}"));
        }
    }
}
