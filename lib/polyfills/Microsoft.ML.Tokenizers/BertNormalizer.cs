using System.Globalization;
using System.Text;

namespace Microsoft.ML.Tokenizers;

/// <summary>BERT's normalization: control characters go, ideographs stand alone, letters are lowered, accents removed where asked.</summary>
internal sealed class BertNormalizer(bool lowerCase, bool separateCjk, bool removeMarks) : Normalizer
{
    public override string Normalize(string original)
    {
        if (removeMarks)
        {
            original = original.Normalize(NormalizationForm.FormD);
        }

        var text = new StringBuilder(original.Length + 8);
        for (var at = 0; at < original.Length;)
        {
            var status = Rune.DecodeFromUtf16(original.AsSpan(at), out var rune, out var length);
            if (status == System.Buffers.OperationStatus.Done && IsKept(rune, out var isSpace))
            {
                Append(text, isSpace ? new Rune(' ') : rune);
            }

            at += length;
        }

        return removeMarks ? text.ToString().Normalize(NormalizationForm.FormC) : text.ToString();
    }

    public override string Normalize(ReadOnlySpan<char> original) => Normalize(original.ToString());

    private bool IsKept(Rune rune, out bool isSpace)
    {
        var category = Rune.GetUnicodeCategory(rune);
        isSpace = rune.Value is '\t' or '\n' or '\r' || category == UnicodeCategory.SpaceSeparator;
        return isSpace || !(rune.Value is 0 or 0xFFFD || category is UnicodeCategory.Control or UnicodeCategory.Format
            || (removeMarks && category == UnicodeCategory.NonSpacingMark));
    }

    private void Append(StringBuilder text, Rune rune)
    {
        if (separateCjk && IsCjk(rune.Value))
        {
            text.Append(' ').Append(rune).Append(' ');
        }
        else
        {
            text.Append(lowerCase ? Rune.ToLowerInvariant(rune) : rune);
        }
    }

    private static bool IsCjk(int c) => c
        is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
        or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B820 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
