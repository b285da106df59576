using System.Text.RegularExpressions;

namespace Microsoft.ML.Tokenizers;

/// <summary>Splits as GPT-2 and RoBERTa do: contractions, words and numbers with the space before them, other runs, white space.</summary>
public sealed partial class RobertaPreTokenizer : PreTokenizer
{
    /// <summary>Makes one; <see cref="Instance"/> serves as well.</summary>
    public RobertaPreTokenizer()
    {
    }

    /// <summary>The one that everybody may share.</summary>
    public static RobertaPreTokenizer Instance { get; } = new();

    /// <inheritdoc/>
    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text) =>
        string.IsNullOrEmpty(text) ? [] : Words().EnumerateMatches(text).ToList();

    /// <inheritdoc/>
    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) =>
        text.IsEmpty ? [] : Words().EnumerateMatches(text).ToList();

    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")]
    private static partial Regex Words();
}
