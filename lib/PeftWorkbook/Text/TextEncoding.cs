namespace PeftWorkbook.Text;

/// <summary>An encoded text or pair of texts, as a model takes it: lists of one length.</summary>
public sealed record TextEncoding
{
    /// <summary>Ids, special tokens and padding included.</summary>
    public required IReadOnlyList<int> Ids { get; init; }

    /// <summary>The vocabulary's text of each id.</summary>
    public required IReadOnlyList<string> Tokens { get; init; }

    /// <summary>The range of the text that each token stands for, in UTF-16 units; (0, 0) for special tokens.</summary>
    public required IReadOnlyList<(int Start, int End)> Offsets { get; init; }

    /// <summary>The segment of each token: 0, or 1 for the second text where the model tells them apart.</summary>
    public required IReadOnlyList<int> TypeIds { get; init; }

    /// <summary>1 for a token, 0 for padding.</summary>
    public required IReadOnlyList<int> AttentionMask { get; init; }

    /// <summary>1 for a token that was added (special, or padding), 0 for one of the text.</summary>
    public required IReadOnlyList<int> SpecialTokensMask { get; init; }

    /// <summary>The text each token is of: 0, 1, or null for added tokens.</summary>
    public required IReadOnlyList<int?> SequenceIds { get; init; }

    /// <summary>How many tokens there are.</summary>
    public int Count => Ids.Count;
}

/// <summary>Which of two texts is shortened where both are too long together.</summary>
public enum TruncationStrategy
{
    /// <summary>None; a text that is too long stays so.</summary>
    None,

    /// <summary>A token at a time from the longer one.</summary>
    LongestFirst,

    /// <summary>The first; an error where that is not enough.</summary>
    OnlyFirst,

    /// <summary>The second; an error where that is not enough.</summary>
    OnlySecond,
}

/// <summary>What padding fills up to.</summary>
public enum PaddingStrategy
{
    /// <summary>Nothing is filled.</summary>
    None,

    /// <summary>The longest of the batch.</summary>
    Longest,

    /// <summary><see cref="EncodeOptions.MaxLength"/>.</summary>
    MaxLength,
}

/// <summary>An end of a text.</summary>
public enum Side
{
    /// <summary>Its end.</summary>
    Right,

    /// <summary>Its beginning.</summary>
    Left,
}

/// <summary>How texts are encoded, with the meanings and names that Hugging Face's tokenizers give them.</summary>
public sealed record EncodeOptions
{
    /// <summary>Whether the model's special tokens are put around the text.</summary>
    public bool AddSpecialTokens { get; init; } = true;

    /// <summary>Whether text that looks like a special token is plain text.</summary>
    public bool SplitSpecialTokens { get; init; }

    /// <summary>What is shortened to <see cref="MaxLength"/>.</summary>
    public TruncationStrategy Truncation { get; init; }

    /// <summary>The most tokens of an encoding, special tokens included.</summary>
    public int? MaxLength { get; init; }

    /// <summary>How many tokens of a window the next one repeats.</summary>
    public int Stride { get; init; }

    /// <summary>Where tokens are cut off.</summary>
    public Side TruncationSide { get; init; }

    /// <summary>What is filled up.</summary>
    public PaddingStrategy Padding { get; init; }

    /// <summary>A number that the filled length is a multiple of.</summary>
    public int? PadToMultipleOf { get; init; }

    /// <summary>Where the filling goes.</summary>
    public Side PaddingSide { get; init; }
}
