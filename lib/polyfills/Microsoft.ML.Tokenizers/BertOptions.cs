namespace Microsoft.ML.Tokenizers;

/// <summary>How a <see cref="BertTokenizer"/> is made.</summary>
public sealed class BertOptions : WordPieceOptions
{
    /// <summary>Whether the text is lower-cased.</summary>
    public bool LowerCaseBeforeTokenization { get; set; } = true;

    /// <summary>Whether the text is cleaned and split at punctuation.</summary>
    public bool ApplyBasicTokenization { get; set; } = true;

    /// <summary>Whether special tokens in the text are found.</summary>
    public bool SplitOnSpecialTokens { get; set; } = true;

    /// <summary>Stands between and after texts.</summary>
    public string SeparatorToken { get; set; } = "[SEP]";

    /// <summary>Fills up.</summary>
    public string PaddingToken { get; set; } = "[PAD]";

    /// <summary>Begins a text.</summary>
    public string ClassificationToken { get; set; } = "[CLS]";

    /// <summary>Stands for a hidden token.</summary>
    public string MaskingToken { get; set; } = "[MASK]";

    /// <summary>Whether each Chinese, Japanese or Korean ideograph is a word.</summary>
    public bool IndividuallyTokenizeCjk { get; set; } = true;

    /// <summary>Whether accents are removed.</summary>
    public bool RemoveNonSpacingMarks { get; set; }
}
