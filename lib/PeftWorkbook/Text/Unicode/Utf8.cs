using System.Buffers;
using System.Text;

namespace PeftWorkbook.Text.Unicode;

/// <summary>UTF-8 as SentencePiece reads it.</summary>
internal static class Utf8
{
    /// <summary>Bytes to text, each byte that begins no valid character being one U+FFFD (.NET makes one of several).</summary>
    internal static string DecodeEach(List<byte> bytes)
    {
        ReadOnlySpan<byte> rest = bytes.ToArray();
        var text = new StringBuilder();
        while (rest.Length > 0)
        {
            var isValid = Rune.DecodeFromUtf8(rest, out var rune, out var length) == OperationStatus.Done;
            text.Append(rune.ToString());
            rest = rest[(isValid ? length : 1)..];
        }

        return text.ToString();
    }
}
