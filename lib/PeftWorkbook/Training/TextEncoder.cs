using PeftWorkbook.Text;

namespace PeftWorkbook.Training;

/// <summary>Turns labelled texts into examples, with a model's tokenizer: special tokens, segments, truncation.</summary>
/// <param name="tokenizer">The model's tokenizer.</param>
/// <param name="maxLength">The most tokens of an example, special ones counted; of a pair the longer text loses tokens first.</param>
public sealed class TextEncoder(TextTokenizer tokenizer, int maxLength)
{
    private readonly EncodeOptions _options = new() { Truncation = TruncationStrategy.LongestFirst, MaxLength = maxLength };

    /// <summary>The tokenizer.</summary>
    public TextTokenizer Tokenizer { get; } = tokenizer;

    /// <summary>The most tokens of an example.</summary>
    public int MaxLength { get; } = maxLength;

    /// <summary>The id that fills short rows of a batch.</summary>
    public int PaddingId => Tokenizer.PadId ?? 0;

    /// <summary>Encodes one text or pair.</summary>
    public Example Encode(LabeledText text)
    {
        var encoding = Tokenizer.Encode(text.First, text.Second, _options);
        return new(encoding.Ids, text.Label) { Segments = text.Second is null ? null : encoding.TypeIds };
    }

    /// <summary>Encodes all, in order.</summary>
    public IReadOnlyList<Example> Encode(IEnumerable<LabeledText> texts) => [.. texts.Select(Encode)];
}
