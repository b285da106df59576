using System.Buffers;

namespace Microsoft.ML.Tokenizers;

/// <summary>Turns text into tokens of a vocabulary, and back.</summary>
public abstract partial class Tokenizer
{
    /// <summary>For those who derive from it.</summary>
    protected Tokenizer()
    {
    }

    /// <summary>Splits the text before the model sees it; null where nothing does.</summary>
    public virtual PreTokenizer? PreTokenizer => null;

    /// <summary>Changes the text before anything else; null where nothing does.</summary>
    public virtual Normalizer? Normalizer => null;

    /// <summary>Encodes to ids. The text is <paramref name="text"/>, or <paramref name="textSpan"/> where that is null.</summary>
    protected virtual EncodeResults<int> EncodeToIds(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        var results = EncodeToTokens(text, textSpan, settings);
        return new()
        {
            Tokens = Ids(results.Tokens),
            NormalizedText = results.NormalizedText,
            CharsConsumed = results.CharsConsumed,
        };
    }

    /// <summary>Encodes to ids.</summary>
    /// <exception cref="ArgumentNullException">The text is null.</exception>
    public IReadOnlyList<int> EncodeToIds(string text, bool considerPreTokenization = true, bool considerNormalization = true) =>
        EncodeToIds(NotNull(text), [], Settings(considerPreTokenization, considerNormalization)).Tokens;

    /// <inheritdoc cref="EncodeToIds(string, bool, bool)"/>
    public IReadOnlyList<int> EncodeToIds(
        ReadOnlySpan<char> text, bool considerPreTokenization = true, bool considerNormalization = true) =>
        EncodeToIds(null, text, Settings(considerPreTokenization, considerNormalization)).Tokens;

    /// <summary>Encodes to at most <paramref name="maxTokenCount"/> ids.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxTokenCount">The most ids to give, above 0.</param>
    /// <param name="normalizedText">The normalized text, or null.</param>
    /// <param name="charsConsumed">How many of its characters the ids cover.</param>
    /// <param name="considerPreTokenization">Whether to split first.</param>
    /// <param name="considerNormalization">Whether to normalize first.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not above 0.</exception>
    public IReadOnlyList<int> EncodeToIds(
        string text, int maxTokenCount, out string? normalizedText, out int charsConsumed,
        bool considerPreTokenization = true, bool considerNormalization = true) =>
        Open(
            EncodeToIds(NotNull(text), [], Limited(maxTokenCount, considerPreTokenization, considerNormalization)),
            out normalizedText, out charsConsumed);

    /// <inheritdoc cref="EncodeToIds(string, int, out string?, out int, bool, bool)"/>
    public IReadOnlyList<int> EncodeToIds(
        ReadOnlySpan<char> text, int maxTokenCount, out string? normalizedText, out int charsConsumed,
        bool considerPreTokenization = true, bool considerNormalization = true) =>
        Open(
            EncodeToIds(null, text, Limited(maxTokenCount, considerPreTokenization, considerNormalization)),
            out normalizedText, out charsConsumed);

    /// <summary>Encodes to tokens. The text is <paramref name="text"/>, or <paramref name="textSpan"/> where that is null.</summary>
    protected abstract EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings);

    /// <summary>Encodes to tokens with their texts and ranges.</summary>
    /// <exception cref="ArgumentNullException">The text is null.</exception>
    public IReadOnlyList<EncodedToken> EncodeToTokens(
        string text, out string? normalizedText, bool considerPreTokenization = true, bool considerNormalization = true) =>
        Open(EncodeToTokens(NotNull(text), [], Settings(considerPreTokenization, considerNormalization)), out normalizedText, out _);

    /// <inheritdoc cref="EncodeToTokens(string, out string?, bool, bool)"/>
    public IReadOnlyList<EncodedToken> EncodeToTokens(
        ReadOnlySpan<char> text, out string? normalizedText, bool considerPreTokenization = true, bool considerNormalization = true) =>
        Open(EncodeToTokens(null, text, Settings(considerPreTokenization, considerNormalization)), out normalizedText, out _);

    /// <summary>Counts tokens. The text is <paramref name="text"/>, or <paramref name="textSpan"/> where that is null.</summary>
    protected virtual int CountTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings) =>
        EncodeToTokens(text, textSpan, settings).Tokens.Count;

    /// <summary>How many tokens the text has.</summary>
    /// <exception cref="ArgumentNullException">The text is null.</exception>
    public int CountTokens(string text, bool considerPreTokenization = true, bool considerNormalization = true) =>
        CountTokens(NotNull(text), [], Settings(considerPreTokenization, considerNormalization));

    /// <inheritdoc cref="CountTokens(string, bool, bool)"/>
    public int CountTokens(ReadOnlySpan<char> text, bool considerPreTokenization = true, bool considerNormalization = true) =>
        CountTokens(null, text, Settings(considerPreTokenization, considerNormalization));

    /// <summary>Turns ids into text.</summary>
    /// <exception cref="ArgumentNullException">The ids are null.</exception>
    /// <exception cref="InvalidOperationException">An id is not in the vocabulary.</exception>
    public virtual string Decode(IEnumerable<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var known = ids as ICollection<int> ?? [.. ids];
        for (var size = Math.Max(known.Count * 8, 64); ; size *= 2)
        {
            var buffer = ArrayPool<char>.Shared.Rent(size);
            try
            {
                switch (Decode(known, buffer, out _, out var written))
                {
                    case OperationStatus.Done:
                        return new(buffer, 0, written);
                    case OperationStatus.InvalidData:
                        throw new InvalidOperationException("The input ids contain an id that is not in the vocabulary.");
                }
            }
            finally
            {
                ArrayPool<char>.Shared.Return(buffer);
            }
        }
    }

    /// <summary>Turns ids into text in a buffer.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="destination">Where the text goes.</param>
    /// <param name="idsConsumed">How many ids are in it.</param>
    /// <param name="charsWritten">How many characters were written.</param>
    /// <returns>Done, DestinationTooSmall, or InvalidData for an unknown id.</returns>
    public abstract OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten);

    internal static EncodeSettings Settings(bool preTokenize, bool normalize) =>
        new() { ConsiderPreTokenization = preTokenize, ConsiderNormalization = normalize };

    internal static EncodeSettings Limited(int maxTokenCount, bool preTokenize, bool normalize) => maxTokenCount > 0
        ? new() { ConsiderPreTokenization = preTokenize, ConsiderNormalization = normalize, MaxTokenCount = maxTokenCount }
        : throw new ArgumentOutOfRangeException(nameof(maxTokenCount), "The maximum number of tokens must be greater than 0.");

    internal static string NotNull(string? text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text;
    }

    internal static IReadOnlyList<T> Open<T>(EncodeResults<T> results, out string? normalizedText, out int charsConsumed)
    {
        (normalizedText, charsConsumed) = (results.NormalizedText, results.CharsConsumed);
        return results.Tokens;
    }

    private static int[] Ids(IReadOnlyList<EncodedToken> tokens)
    {
        var ids = new int[tokens.Count];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = tokens[i].Id;
        }

        return ids;
    }
}
