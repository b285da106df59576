using System.Text.RegularExpressions;

namespace Microsoft.ML.Tokenizers;

/// <summary>Splits by the matches of a regular expression, and keeps special tokens whole.</summary>
public sealed partial class RegexPreTokenizer : PreTokenizer
{
    private readonly Regex _regex;
    private readonly Regex? _special;

    /// <summary>Takes the expression, and the special tokens to keep whole.</summary>
    /// <exception cref="ArgumentNullException">The expression is null.</exception>
    public RegexPreTokenizer(Regex regex, IReadOnlyDictionary<string, int>? specialTokens)
    {
        ArgumentNullException.ThrowIfNull(regex);
        _regex = regex;
        _special = SpecialTokens(specialTokens);
    }

    /// <inheritdoc/>
    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return [];
        }

        return Split(text);
    }

    /// <inheritdoc/>
    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) => PreTokenize(text.ToString());

    /// <summary>An expression that finds any of the tokens; null where there are none.</summary>
    internal static Regex? SpecialTokens(IReadOnlyDictionary<string, int>? tokens) => tokens is { Count: > 0 }
        ? new(string.Join('|', tokens.Keys.Select(Regex.Escape)), RegexOptions.None, TimeSpan.FromSeconds(30))
        : null;

    private IEnumerable<(int Offset, int Length)> Split(string text)
    {
        var at = 0;
        foreach (var special in _special is null ? [] : _special.EnumerateMatches(text).ToList())
        {
            foreach (var piece in Matches(text, at, special.Offset))
            {
                yield return piece;
            }

            yield return special;
            at = special.Offset + special.Length;
        }

        foreach (var piece in Matches(text, at, text.Length))
        {
            yield return piece;
        }
    }

    private IEnumerable<(int Offset, int Length)> Matches(string text, int from, int to) => from == to
        ? []
        : _regex.EnumerateMatches(text.AsSpan(from, to - from)).ToList(from);
}

/// <summary>Keeps the matches that the framework gives one by one without storing them.</summary>
internal static class RegexMatches
{
    internal static List<(int Offset, int Length)> ToList(this Regex.ValueMatchEnumerator matches, int shift = 0)
    {
        List<(int, int)> found = [];
        foreach (var match in matches)
        {
            found.Add((match.Index + shift, match.Length));
        }

        return found;
    }
}
