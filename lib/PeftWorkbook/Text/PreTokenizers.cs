using System.Text.RegularExpressions;

namespace PeftWorkbook.Text;

/// <summary>Splits a normalized text into the stretches that the model sees one by one.</summary>
internal abstract class TextSplitter
{
    internal abstract IEnumerable<AlignedText> Split(AlignedText text);
}

/// <summary>Several, each splitting what the one before left.</summary>
internal sealed class SplitterSequence(IReadOnlyList<TextSplitter> parts) : TextSplitter
{
    internal override IEnumerable<AlignedText> Split(AlignedText text) =>
        parts.Aggregate((IEnumerable<AlignedText>)[text], (pieces, part) => pieces.SelectMany(part.Split));
}

/// <summary>What becomes of the code points that a splitter splits at.</summary>
internal enum DelimiterBehavior
{
    Removed,
    Isolated,
    MergedWithPrevious,
    MergedWithNext,
    Contiguous,
}

/// <summary>Splits at code points of a class, or at matches of an expression.</summary>
internal sealed class DelimiterSplitter(
    Func<AlignedText, List<(int From, int To)>> find, DelimiterBehavior behavior, bool invert = false) : TextSplitter
{
    /// <summary>Splits at each code point of a class.</summary>
    internal DelimiterSplitter(Predicate<int> isDelimiter, DelimiterBehavior behavior)
        : this(text => Singles(text, isDelimiter), behavior)
    {
    }

    /// <summary>Splits at the matches of an expression, or keeps only them.</summary>
    internal DelimiterSplitter(Regex pattern, DelimiterBehavior behavior, bool invert)
        : this(text => CodePointMatches.Of(pattern, text), behavior, invert)
    {
    }

    internal override IEnumerable<AlignedText> Split(AlignedText text)
    {
        foreach (var (from, to, isDelimiter) in Join(Parts(text)))
        {
            if (to > from && !(behavior == DelimiterBehavior.Removed && isDelimiter))
            {
                yield return text.Slice(from, to);
            }
        }
    }

    private static List<(int From, int To)> Singles(AlignedText text, Predicate<int> isDelimiter)
    {
        List<(int, int)> found = [];
        for (var i = 0; i < text.Length; i++)
        {
            if (isDelimiter(text.Points[i]))
            {
                found.Add((i, i + 1));
            }
        }

        return found;
    }

    private List<(int From, int To, bool IsDelimiter)> Parts(AlignedText text)
    {
        List<(int, int, bool)> parts = [];
        var at = 0;
        foreach (var (from, to) in find(text))
        {
            parts.Add((at, from, invert));
            parts.Add((from, to, !invert));
            at = to;
        }

        parts.Add((at, text.Length, invert));
        parts.RemoveAll(p => p.Item1 == p.Item2);
        return parts;
    }

    private List<(int From, int To, bool IsDelimiter)> Join(List<(int From, int To, bool IsDelimiter)> parts)
    {
        if (behavior is DelimiterBehavior.Removed or DelimiterBehavior.Isolated)
        {
            return parts;
        }

        List<(int From, int To, bool IsDelimiter)> joined = [];
        var previous = false;
        foreach (var part in parts)
        {
            var merges = joined.Count > 0 && behavior switch
            {
                DelimiterBehavior.Contiguous => part.IsDelimiter == previous,
                DelimiterBehavior.MergedWithPrevious => part.IsDelimiter && !previous,
                _ => !part.IsDelimiter && joined[^1].IsDelimiter,
            };
            if (merges)
            {
                joined[^1] = (joined[^1].From, part.To, false);
            }
            else
            {
                joined.Add(part);
            }

            previous = part.IsDelimiter;
        }

        return joined;
    }
}
