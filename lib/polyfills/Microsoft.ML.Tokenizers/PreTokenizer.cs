using System.Text.RegularExpressions;

namespace Microsoft.ML.Tokenizers;

/// <summary>Splits a text into the stretches that the model sees one by one.</summary>
public abstract partial class PreTokenizer
{
    private static PreTokenizer? s_wordOrPunctuation, s_wordOrNonWord, s_whiteSpace;

    /// <summary>The stretches, in order, in UTF-16 units.</summary>
    public abstract IEnumerable<(int Offset, int Length)> PreTokenize(string text);

    /// <inheritdoc cref="PreTokenize(string)"/>
    public abstract IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text);

    /// <summary>Words, and punctuation characters one by one; symbols are left out.</summary>
    public static PreTokenizer CreateWordOrPunctuation(IReadOnlyDictionary<string, int>? specialTokens = null) => specialTokens is null
        ? s_wordOrPunctuation ??= new RegexPreTokenizer(WordOrPunctuation(), null)
        : new RegexPreTokenizer(WordOrPunctuation(), specialTokens);

    /// <summary>Words, and runs of what is neither word nor white space.</summary>
    public static PreTokenizer CreateWordOrNonWord(IReadOnlyDictionary<string, int>? specialTokens = null) => specialTokens is null
        ? s_wordOrNonWord ??= new RegexPreTokenizer(WordOrNonWord(), null)
        : new RegexPreTokenizer(WordOrNonWord(), specialTokens);

    /// <summary>Runs of what is not white space.</summary>
    public static PreTokenizer CreateWhiteSpace(IReadOnlyDictionary<string, int>? specialTokens = null) => specialTokens is null
        ? s_whiteSpace ??= new RegexPreTokenizer(NotWhiteSpace(), null)
        : new RegexPreTokenizer(NotWhiteSpace(), specialTokens);

    [GeneratedRegex(@"\w+|[\p{P}]")]
    private static partial Regex WordOrPunctuation();

    [GeneratedRegex(@"\w+|[^\w\s]+")]
    private static partial Regex WordOrNonWord();

    [GeneratedRegex(@"\S+")]
    private static partial Regex NotWhiteSpace();
}
