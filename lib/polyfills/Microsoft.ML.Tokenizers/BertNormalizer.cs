using System.Globalization;
using System.Text;

namespace Microsoft.ML.Tokenizers;

/// <summary>
/// BERT's normalization: control characters go, ideographs stand alone, letters are lowered, accents removed where
/// asked.
/// </summary>
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
            if (status == System.Buffers.OperationStatus.Done && IsKept(rune))
            {
                Append(text, Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator ? new Rune(' ') : rune);
            }

            at += length;
        }

        return removeMarks ? text.ToString().Normalize(NormalizationForm.FormC) : text.ToString();
    }

    public override string Normalize(ReadOnlySpan<char> original) => Normalize(original.ToString());

    private bool IsKept(Rune rune) => rune.Value is not (0 or 0xFFFD) && Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control => false,
        UnicodeCategory.NonSpacingMark => !removeMarks,
        _ => true,
    };

    private void Append(StringBuilder text, Rune rune)
    {
        if (separateCjk && IsCjk(rune.Value))
        {
            text.Append(' ').Append(rune).Append(' ');
        }
        else
        {
            text.Append(lowerCase && Rune.GetUnicodeCategory(rune) == UnicodeCategory.UppercaseLetter ? Rune.ToLowerInvariant(rune) : rune);
        }
    }

    private static bool IsCjk(int c) => c
        is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
        or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B820 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
