namespace Microsoft.ML.Tokenizers;

/// <summary>How a <see cref="WordPieceTokenizer"/> is made.</summary>
public class WordPieceOptions
{
    internal const int DefaultMaxInputCharsPerWord = 100;

    /// <summary>Splits the text; white space where null.</summary>
    public PreTokenizer? PreTokenizer { get; set; }

    /// <summary>Changes the text first.</summary>
    public Normalizer? Normalizer { get; set; }

    /// <summary>Tokens kept whole, with their ids.</summary>
    public IReadOnlyDictionary<string, int>? SpecialTokens { get; set; }

    /// <summary>Stands for a word that cannot be cut into pieces.</summary>
    public string UnknownToken { get; set; } = "[UNK]";

    /// <summary>Stands before a piece that does not begin a word.</summary>
    public string ContinuingSubwordPrefix { get; set; } = "##";

    /// <summary>A longer word is unknown.</summary>
    public int MaxInputCharsPerWord { get; set; } = DefaultMaxInputCharsPerWord;
}
