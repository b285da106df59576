using System.Globalization;
using System.Text;

namespace PeftWorkbook.Text.Unicode;

/// <summary>The classes of code points that tokenizers ask for, with the names of the Unicode standard.</summary>
internal static class Characters
{
    /// <summary>White_Space, as in Rust and in regular expressions' <c>\s</c>.</summary>
    internal static bool IsWhiteSpace(int c) => c < 0x10000 && char.IsWhiteSpace((char)c);

    /// <summary>General categories L*.</summary>
    internal static bool IsLetter(int c) => c < 128
        ? char.IsAsciiLetter((char)c)
        : CharUnicodeInfo.GetUnicodeCategory(c) <= UnicodeCategory.OtherLetter;

    /// <summary>General categories N*: Nd, Nl, No.</summary>
    internal static bool IsNumber(int c) => c < 128
        ? char.IsAsciiDigit((char)c)
        : CharUnicodeInfo.GetUnicodeCategory(c)
            is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    /// <summary>ASCII's punctuation (symbols too), and general categories P*.</summary>
    internal static bool IsBertPunctuation(int c) => c < 128
        ? c is (>= '!' and <= '/') or (>= ':' and <= '@') or (>= '[' and <= '`') or (>= '{' and <= '~')
        : CharUnicodeInfo.GetUnicodeCategory(c) is >= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherPunctuation;

    /// <summary>What BERT's clean-up drops beside NUL and U+FFFD: Cc, Cf and Co, but not unassigned code points.</summary>
    internal static bool IsBertControl(int c) => c is not ('\t' or '\n' or '\r') && CharUnicodeInfo.GetUnicodeCategory(c)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate;

    /// <summary>General category Mn.</summary>
    internal static bool IsNonSpacingMark(int c) => c >= 0x300 && CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark;

    /// <summary>The blocks that BERT calls Chinese.</summary>
    internal static bool IsBertChinese(int c) => c
        is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
        or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B920 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);

    /// <summary>The lower-case form, null where it is the same; only U+0130 has one of two code points.</summary>
    internal static int[]? ToLower(int c)
    {
        if (c == 0x130)
        {
            return ['i', 0x307];
        }

        var lower = Rune.IsValid(c) ? Rune.ToLowerInvariant(new(c)).Value : c;
        return lower == c ? null : [lower];
    }

    /// <summary>How many bytes a code point takes in UTF-8.</summary>
    internal static int Utf8Length(int c) => c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}
