namespace PeftWorkbook.Text;

/// <summary>What a tokenizer is made of.</summary>
internal sealed record TokenizerParts
{
    /// <summary>Ids of pieces.</summary>
    internal required TextModel Model { get; init; }

    /// <summary>Changes the text first.</summary>
    internal TextNormalizer? Normalizer { get; init; }

    /// <summary>Cuts it into pieces.</summary>
    internal TextSplitter? Splitter { get; init; }

    /// <summary>Tokens found before all that.</summary>
    internal IReadOnlyList<AddedToken> Added { get; init; } = [];

    /// <summary>Special tokens around texts.</summary>
    internal SpecialTokenTemplate Template { get; init; } = SpecialTokenTemplate.None;

    /// <summary>Turns tokens into text.</summary>
    internal TokenDecoder Decoder { get; init; } = Decoders.Spaces;

    /// <summary>
    /// Changes the ranges of tokens, where the post-processor or SentencePiece has its own; is given what each token
    /// says.
    /// </summary>
    internal Action<List<TextToken>, Func<TextToken, string>>? AdjustOffsets { get; init; }

    /// <summary>Special tokens by role.</summary>
    internal IReadOnlyDictionary<string, string> Roles { get; init; } = new Dictionary<string, string>();

    /// <summary>The Jinja template of chats.</summary>
    internal string? ChatTemplate { get; init; }

    /// <summary>Whether asking for the clean-up of spaces has an effect: not for BPE, as in transformers 5.</summary>
    internal bool HasCleanUp { get; init; }
}
