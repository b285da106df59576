using System.Buffers;

namespace Microsoft.ML.Tokenizers;

public sealed partial class BertTokenizer
{
    /// <summary>Encodes to ids between [CLS] and [SEP].</summary>
    public new IReadOnlyList<int> EncodeToIds(string text, bool considerPreTokenization = true, bool considerNormalization = true) =>
        EncodeToIds(text, true, considerPreTokenization, considerNormalization);

    /// <inheritdoc cref="EncodeToIds(string, bool, bool)"/>
    public new IReadOnlyList<int> EncodeToIds(
        ReadOnlySpan<char> text, bool considerPreTokenization = true, bool considerNormalization = true) =>
        EncodeToIds(text, true, considerPreTokenization, considerNormalization);

    /// <summary>Encodes to ids, between [CLS] and [SEP] where asked.</summary>
    public IReadOnlyList<int> EncodeToIds(
        string text, bool addSpecialTokens, bool considerPreTokenization = true, bool considerNormalization = true) =>
        Around(base.EncodeToIds(text, considerPreTokenization, considerNormalization), addSpecialTokens);

    /// <inheritdoc cref="EncodeToIds(string, bool, bool, bool)"/>
    public IReadOnlyList<int> EncodeToIds(
        ReadOnlySpan<char> text, bool addSpecialTokens, bool considerPreTokenization = true, bool considerNormalization = true) =>
        Around(base.EncodeToIds(text, considerPreTokenization, considerNormalization), addSpecialTokens);

    /// <summary>Encodes to at most so many ids, [CLS] and [SEP] among them.</summary>
    public new IReadOnlyList<int> EncodeToIds(
        string text, int maxTokenCount, out string? normalizedText, out int charsConsumed,
        bool considerPreTokenization = true, bool considerNormalization = true) =>
        EncodeToIds(text, maxTokenCount, true, out normalizedText, out charsConsumed, considerPreTokenization, considerNormalization);

    /// <inheritdoc cref="EncodeToIds(string, int, out string?, out int, bool, bool)"/>
    public new IReadOnlyList<int> EncodeToIds(
        ReadOnlySpan<char> text, int maxTokenCount, out string? normalizedText, out int charsConsumed,
        bool considerPreTokenization = true, bool considerNormalization = true) =>
        EncodeToIds(text, maxTokenCount, true, out normalizedText, out charsConsumed, considerPreTokenization, considerNormalization);

    /// <summary>Encodes to at most so many ids, with [CLS] and [SEP] among them where asked.</summary>
    public IReadOnlyList<int> EncodeToIds(
        string text, int maxTokenCount, bool addSpecialTokens, out string? normalizedText, out int charsConsumed,
        bool considerPreTokenization = true, bool considerNormalization = true) =>
        EncodeToIds(
            NotNull(text).AsSpan(), maxTokenCount, addSpecialTokens, out normalizedText, out charsConsumed,
            considerPreTokenization, considerNormalization);

    /// <inheritdoc cref="EncodeToIds(string, int, bool, out string?, out int, bool, bool)"/>
    public IReadOnlyList<int> EncodeToIds(
        ReadOnlySpan<char> text, int maxTokenCount, bool addSpecialTokens, out string? normalizedText,
        out int charsConsumed, bool considerPreTokenization = true, bool considerNormalization = true)
    {
        if (!addSpecialTokens)
        {
            return base.EncodeToIds(
                text, maxTokenCount, out normalizedText, out charsConsumed,
                considerPreTokenization, considerNormalization);
        }

        if (maxTokenCount < 2)
        {
            (normalizedText, charsConsumed) = (null, 0);
            return [];
        }

        return Around(
            base.EncodeToIds(
                text, maxTokenCount - 2, out normalizedText, out charsConsumed,
                considerPreTokenization, considerNormalization),
            true);
    }

    /// <summary>[CLS] A [SEP], or [CLS] A [SEP] B [SEP].</summary>
    /// <exception cref="ArgumentNullException">The first ids are null.</exception>
    public IReadOnlyList<int> BuildInputsWithSpecialTokens(IEnumerable<int> tokenIds, IEnumerable<int>? additionalTokenIds = null)
    {
        ArgumentNullException.ThrowIfNull(tokenIds);
        return additionalTokenIds is null
            ? [ClassificationTokenId, .. tokenIds, SeparatorTokenId]
            : [ClassificationTokenId, .. tokenIds, SeparatorTokenId, .. additionalTokenIds, SeparatorTokenId];
    }

    /// <summary>[CLS] A [SEP], or [CLS] A [SEP] B [SEP], into a buffer.</summary>
    public OperationStatus BuildInputsWithSpecialTokens(
        IEnumerable<int> tokenIds, Span<int> destination, out int valuesWritten, IEnumerable<int>? additionalTokenIds = null) =>
        Copy(BuildInputsWithSpecialTokens(tokenIds, additionalTokenIds), destination, out valuesWritten);

    /// <summary>
    /// 1 for special tokens, 0 for others, in the sequence that
    /// <see cref="BuildInputsWithSpecialTokens(IEnumerable{int}, IEnumerable{int}?)"/> makes.
    /// </summary>
    /// <exception cref="ArgumentNullException">The first ids are null.</exception>
    public IReadOnlyList<int> GetSpecialTokensMask(
        IEnumerable<int> tokenIds, IEnumerable<int>? additionalTokenIds = null, bool alreadyHasSpecialTokens = false)
    {
        ArgumentNullException.ThrowIfNull(tokenIds);
        if (alreadyHasSpecialTokens)
        {
            return [.. tokenIds.Concat(additionalTokenIds ?? []).Select(id => IsSpecial(id) ? 1 : 0)];
        }

        var first = tokenIds.Select(_ => 0);
        return additionalTokenIds is null ? [1, .. first, 1] : [1, .. first, 1, .. additionalTokenIds.Select(_ => 0), 1];
    }

    /// <summary>The special-tokens mask into a buffer.</summary>
    public OperationStatus GetSpecialTokensMask(
        IEnumerable<int> tokenIds, Span<int> destination, out int valuesWritten,
        IEnumerable<int>? additionalTokenIds = null, bool alreadyHasSpecialTokens = false) =>
        Copy(GetSpecialTokensMask(tokenIds, additionalTokenIds, alreadyHasSpecialTokens), destination, out valuesWritten);

    /// <summary>0 for the first text with its special tokens, 1 for the second with its [SEP].</summary>
    /// <exception cref="ArgumentNullException">The first ids are null.</exception>
    public IReadOnlyList<int> CreateTokenTypeIdsFromSequences(IEnumerable<int> tokenIds, IEnumerable<int>? additionalTokenIds = null)
    {
        ArgumentNullException.ThrowIfNull(tokenIds);
        var first = Enumerable.Repeat(0, tokenIds.Count() + 2);
        return additionalTokenIds is null ? [.. first] : [.. first, .. Enumerable.Repeat(1, additionalTokenIds.Count() + 1)];
    }

    /// <summary>The segments into a buffer.</summary>
    public OperationStatus CreateTokenTypeIdsFromSequences(
        IEnumerable<int> tokenIds, Span<int> destination, out int valuesWritten, IEnumerable<int>? additionalTokenIds = null) =>
        Copy(CreateTokenTypeIdsFromSequences(tokenIds, additionalTokenIds), destination, out valuesWritten);

    private static OperationStatus Copy(IReadOnlyList<int> values, Span<int> destination, out int written)
    {
        written = 0;
        if (values.Count > destination.Length)
        {
            return OperationStatus.DestinationTooSmall;
        }

        for (; written < values.Count; written++)
        {
            destination[written] = values[written];
        }

        return OperationStatus.Done;
    }

    private IReadOnlyList<int> Around(IReadOnlyList<int> ids, bool addSpecialTokens) =>
        addSpecialTokens ? BuildInputsWithSpecialTokens(ids) : ids;

    private bool IsSpecial(int id) =>
        id == ClassificationTokenId || id == SeparatorTokenId || id == PaddingTokenId || id == MaskingTokenId || id == UnknownTokenId;
}
