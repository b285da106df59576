using System.Text.RegularExpressions;
using PeftWorkbook.Text.Unicode;

namespace PeftWorkbook.Text;

/// <summary>Changes a text before it is split, keeping track of where each code point came from.</summary>
internal abstract class TextNormalizer
{
    internal abstract AlignedText Apply(AlignedText text);
}

/// <summary>Several, one after the other.</summary>
internal sealed class NormalizerSequence(IReadOnlyList<TextNormalizer> parts) : TextNormalizer
{
    internal override AlignedText Apply(AlignedText text) => parts.Aggregate(text, (t, p) => p.Apply(t));
}

/// <summary>A normalizer that is one function.</summary>
internal sealed class FunctionNormalizer(Func<AlignedText, AlignedText> apply) : TextNormalizer
{
    internal override AlignedText Apply(AlignedText text) => apply(text);
}

/// <summary>
/// BERT's: drops control characters, puts Chinese characters between spaces, strips accents, and lower-cases
/// (https://github.com/google-research/bert, tokenization.py).
/// </summary>
internal sealed class BertNormalizer(bool clean, bool spaceChinese, bool stripAccents, bool lowerCase) : TextNormalizer
{
    internal override AlignedText Apply(AlignedText text)
    {
        if (clean)
        {
            text = text.Filter(c => c is not (0 or 0xFFFD) && !Characters.IsBertControl(c))
                .Map(c => c != ' ' && Characters.IsWhiteSpace(c) ? [' '] : null);
        }

        if (spaceChinese)
        {
            text = text.Map(c => Characters.IsBertChinese(c) ? [' ', c, ' '] : null);
        }

        if (stripAccents)
        {
            text = Normalization.Apply(text, compatible: false, compose: false).Filter(c => !Characters.IsNonSpacingMark(c));
        }

        return lowerCase ? text.Map(Characters.ToLower) : text;
    }
}

/// <summary>Replaces every match.</summary>
internal sealed class ReplaceNormalizer(Regex pattern, string content) : TextNormalizer
{
    /// <summary>Replaces a fixed text.</summary>
    internal ReplaceNormalizer(string fixedText, string content)
        : this(new Regex(Regex.Escape(fixedText), RegexOptions.CultureInvariant), content)
    {
    }

    internal override AlignedText Apply(AlignedText text) => text.Replace(CodePointMatches.Of(pattern, text), content);
}

/// <summary>Takes white space off the ends.</summary>
internal sealed class StripNormalizer(bool left, bool right) : TextNormalizer
{
    internal override AlignedText Apply(AlignedText text)
    {
        var (from, to) = (0, text.Length);
        while (left && from < to && Characters.IsWhiteSpace(text.Points[from]))
        {
            from++;
        }

        while (right && to > from && Characters.IsWhiteSpace(text.Points[to - 1]))
        {
            to--;
        }

        return text.Slice(from, to);
    }
}

/// <summary>Finds matches of a regular expression in code points, which .NET counts in UTF-16 units.</summary>
internal static class CodePointMatches
{
    internal static List<(int From, int To)> Of(Regex pattern, AlignedText text)
    {
        var units = text.ToString();
        List<(int, int)> found = [];
        var (unit, point) = (0, 0);
        foreach (var match in pattern.EnumerateMatches(units))
        {
            var from = Advance(match.Index);
            found.Add((from, Advance(match.Index + match.Length)));
        }

        return found;

        int Advance(int target)
        {
            for (; unit < target; point++)
            {
                unit += text.Points[point] < 0x10000 ? 1 : 2;
            }

            return point;
        }
    }
}
