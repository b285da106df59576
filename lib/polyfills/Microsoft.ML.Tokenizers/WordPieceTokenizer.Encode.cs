namespace Microsoft.ML.Tokenizers;

public partial class WordPieceTokenizer
{
    /// <inheritdoc/>
    protected override EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        text ??= textSpan.ToString();
        var normalized = settings.ConsiderNormalization ? _normalizer?.Normalize(text) : null;
        var (input, tokens, consumed) = (normalized ?? text, new List<EncodedToken>(), 0);
        if (input.Length == 0)
        {
            return new() { Tokens = [], NormalizedText = normalized };
        }

        foreach (var (offset, length) in Words(input, settings.ConsiderPreTokenization))
        {
            var before = tokens.Count;
            AddWord(input.Substring(offset, length), offset, tokens);
            if (tokens.Count > settings.MaxTokenCount)
            {
                // A word is never cut in two: what does not fit is left out whole.
                tokens.RemoveRange(before, tokens.Count - before);
                return new() { Tokens = tokens, NormalizedText = normalized, CharsConsumed = consumed };
            }

            if (tokens.Count == settings.MaxTokenCount)
            {
                // The official package counts the last word as consumed only when another one could follow.
                return new() { Tokens = tokens, NormalizedText = normalized, CharsConsumed = consumed };
            }

            consumed = offset + length;
        }

        return new() { Tokens = tokens, NormalizedText = normalized, CharsConsumed = consumed };
    }

    /// <inheritdoc/>
    protected override EncodeResults<int> EncodeToIds(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings) =>
        base.EncodeToIds(text, textSpan, settings);

    /// <inheritdoc/>
    protected override int CountTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings) =>
        EncodeToTokens(text, textSpan, settings).Tokens.Count;

    /// <inheritdoc/>
    protected override int GetIndexByTokenCount(
        string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings, bool fromEnd, out string? normalizedText, out int tokenCount)
    {
        text ??= textSpan.ToString();
        normalizedText = settings.ConsiderNormalization ? _normalizer?.Normalize(text) : null;
        var input = normalizedText ?? text;
        tokenCount = 0;
        var words = input.Length == 0 ? [] : Words(input, settings.ConsiderPreTokenization);
        foreach (var (offset, length) in fromEnd ? words.Reverse() : words)
        {
            List<EncodedToken> tokens = [];
            AddWord(input.Substring(offset, length), offset, tokens);
            if (tokenCount + tokens.Count > settings.MaxTokenCount)
            {
                return fromEnd ? offset + length : offset;
            }

            tokenCount += tokens.Count;
        }

        return fromEnd ? 0 : input.Length;
    }

    private IEnumerable<(int Offset, int Length)> Words(string text, bool split) =>
        split && _preTokenizer is not null ? _preTokenizer.PreTokenize(text) : [(0, text.Length)];

    private void AddWord(string word, int offset, List<EncodedToken> tokens)
    {
        var before = tokens.Count;
        if (_special is not null && _special.TryGetValue(word, out var special))
        {
            tokens.Add(new(special, word, offset..(offset + word.Length)));
        }
        else if (word.Length > MaxInputCharsPerWord || !TryCut(word, offset, tokens))
        {
            tokens.RemoveRange(before, tokens.Count - before);
            tokens.Add(new(UnknownTokenId, UnknownToken, offset..(offset + word.Length)));
        }
    }

    private bool TryCut(string word, int offset, List<EncodedToken> tokens)
    {
        var ids = _vocabulary.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var from = 0; from < word.Length;)
        {
            var to = word.Length;
            for (; to > from; to--)
            {
                var piece = from == 0 ? word[..to] : string.Concat(ContinuingSubwordPrefix, word.AsSpan(from, to - from));
                if (ids.TryGetValue(piece, out var id))
                {
                    tokens.Add(new(id, piece, (offset + from)..(offset + to)));
                    break;
                }
            }

            if (to == from)
            {
                return false;
            }

            from = to;
        }

        return true;
    }
}
