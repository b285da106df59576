namespace Microsoft.ML.Tokenizers;

public abstract partial class Tokenizer
{
    /// <summary>
    /// The index in the (normalized) text up to which, or from which, <see cref="EncodeSettings.MaxTokenCount"/> tokens reach.
    /// The text is <paramref name="text"/>, or <paramref name="textSpan"/> where that is null.
    /// </summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="textSpan">The text where <paramref name="text"/> is null.</param>
    /// <param name="settings">What encoding may do, and the most tokens.</param>
    /// <param name="fromEnd">Whether the last tokens are meant.</param>
    /// <param name="normalizedText">The normalized text, or null.</param>
    /// <param name="tokenCount">How many tokens there are in that part.</param>
    protected virtual int GetIndexByTokenCount(
        string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings, bool fromEnd, out string? normalizedText, out int tokenCount)
    {
        var most = settings.MaxTokenCount;
        if (fromEnd)
        {
            settings.MaxTokenCount = int.MaxValue;
        }

        var results = EncodeToTokens(text, textSpan, settings);
        (normalizedText, tokenCount) = (results.NormalizedText, Math.Min(most, results.Tokens.Count));
        if (!fromEnd)
        {
            return tokenCount > 0 ? results.Tokens[tokenCount - 1].Offset.End.Value : 0;
        }

        return tokenCount > 0 ? results.Tokens[^tokenCount].Offset.Start.Value : normalizedText?.Length ?? text?.Length ?? textSpan.Length;
    }

    /// <summary>The index in the (normalized) text that the first <paramref name="maxTokenCount"/> tokens reach to.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxTokenCount">The most tokens, above 0.</param>
    /// <param name="normalizedText">The normalized text, or null.</param>
    /// <param name="tokenCount">How many tokens there are before the index.</param>
    /// <param name="considerPreTokenization">Whether to split first.</param>
    /// <param name="considerNormalization">Whether to normalize first.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not above 0.</exception>
    public int GetIndexByTokenCount(
        string text, int maxTokenCount, out string? normalizedText, out int tokenCount,
        bool considerPreTokenization = true, bool considerNormalization = true) =>
        GetIndexByTokenCount(
            NotNull(text), [], Limited(maxTokenCount, considerPreTokenization, considerNormalization), false,
            out normalizedText, out tokenCount);

    /// <inheritdoc cref="GetIndexByTokenCount(string, int, out string?, out int, bool, bool)"/>
    public int GetIndexByTokenCount(
        ReadOnlySpan<char> text, int maxTokenCount, out string? normalizedText, out int tokenCount,
        bool considerPreTokenization = true, bool considerNormalization = true) =>
        GetIndexByTokenCount(
            null, text, Limited(maxTokenCount, considerPreTokenization, considerNormalization), false,
            out normalizedText, out tokenCount);

    /// <summary>The index in the (normalized) text from which the last <paramref name="maxTokenCount"/> tokens reach to its end.</summary>
    /// <inheritdoc cref="GetIndexByTokenCount(string, int, out string?, out int, bool, bool)"/>
    public int GetIndexByTokenCountFromEnd(
        string text, int maxTokenCount, out string? normalizedText, out int tokenCount,
        bool considerPreTokenization = true, bool considerNormalization = true) =>
        GetIndexByTokenCount(
            NotNull(text), [], Limited(maxTokenCount, considerPreTokenization, considerNormalization), true,
            out normalizedText, out tokenCount);

    /// <inheritdoc cref="GetIndexByTokenCountFromEnd(string, int, out string?, out int, bool, bool)"/>
    public int GetIndexByTokenCountFromEnd(
        ReadOnlySpan<char> text, int maxTokenCount, out string? normalizedText, out int tokenCount,
        bool considerPreTokenization = true, bool considerNormalization = true) =>
        GetIndexByTokenCount(
            null, text, Limited(maxTokenCount, considerPreTokenization, considerNormalization), true,
            out normalizedText, out tokenCount);
}
