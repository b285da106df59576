using Microsoft.ML.Tokenizers;

namespace PeftWorkbook.Training;

/// <summary>Turns labelled texts into examples: special tokens, segments, truncation.</summary>
public sealed class TextEncoder
{
    private readonly BertTokenizer _tokenizer;

    /// <summary>Encodes for BERT: <c>[CLS] first [SEP]</c>, or <c>[CLS] first [SEP] second [SEP]</c>.</summary>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="maxLength">The most tokens of an example, special ones counted.</param>
    public TextEncoder(BertTokenizer tokenizer, int maxLength = 128)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 3);
        (_tokenizer, MaxLength) = (tokenizer, maxLength);
    }

    /// <summary>The most tokens of an example.</summary>
    public int MaxLength { get; }

    /// <summary>The id that fills short rows of a batch.</summary>
    public int PaddingId => _tokenizer.PaddingTokenId;

    /// <summary>Encodes one example; of a pair the longer text loses tokens first.</summary>
    public Example Encode(LabeledText text)
    {
        List<int> first = [.. _tokenizer.EncodeToIds(text.First, addSpecialTokens: false)];
        List<int>? second = text.Second is null ? null : [.. _tokenizer.EncodeToIds(text.Second, addSpecialTokens: false)];
        var room = MaxLength - (second is null ? 2 : 3);
        Truncate(first, second, room);
        return new(_tokenizer.BuildInputsWithSpecialTokens(first, second), text.Label)
        {
            Segments = second is null ? null : _tokenizer.CreateTokenTypeIdsFromSequences(first, second),
        };
    }

    /// <summary>Encodes all, in order.</summary>
    public IReadOnlyList<Example> Encode(IEnumerable<LabeledText> texts) => [.. texts.Select(Encode)];

    private static void Truncate(List<int> first, List<int>? second, int room)
    {
        while (first.Count + (second?.Count ?? 0) > room)
        {
            var longer = second is not null && second.Count > first.Count ? second : first;
            longer.RemoveAt(longer.Count - 1);
        }
    }
}
