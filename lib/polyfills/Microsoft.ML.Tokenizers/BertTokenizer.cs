namespace Microsoft.ML.Tokenizers;

/// <summary>
/// BERT's tokenizer. Its own <c>EncodeToIds</c> puts [CLS] and [SEP] around the text; through a variable of type
/// <see cref="Tokenizer"/> they are not added, as in the official package.
/// </summary>
public sealed partial class BertTokenizer : WordPieceTokenizer
{
    private BertTokenizer(Dictionary<string, int> vocabulary, BertOptions options)
        : base(vocabulary, Prepared(vocabulary, options), options.ApplyBasicTokenization && options.LowerCaseBeforeTokenization)
    {
        LowerCaseBeforeTokenization = options.LowerCaseBeforeTokenization;
        ApplyBasicTokenization = options.ApplyBasicTokenization;
        SplitOnSpecialTokens = options.SplitOnSpecialTokens;
        (SeparatorToken, SeparatorTokenId) = (options.SeparatorToken, IdOf(options.SeparatorToken, "separator token"));
        (PaddingToken, PaddingTokenId) = (options.PaddingToken, IdOf(options.PaddingToken, "padding token"));
        (ClassificationToken, ClassificationTokenId) =
            (options.ClassificationToken, IdOf(options.ClassificationToken, "classification token"));
        (MaskingToken, MaskingTokenId) = (options.MaskingToken, IdOf(options.MaskingToken, "masking token"));
        (IndividuallyTokenizeCjk, RemoveNonSpacingMarks) = (options.IndividuallyTokenizeCjk, options.RemoveNonSpacingMarks);
    }

    /// <summary>Whether the text is lower-cased.</summary>
    public bool LowerCaseBeforeTokenization { get; }

    /// <summary>Whether the text is cleaned and split at punctuation.</summary>
    public bool ApplyBasicTokenization { get; }

    /// <summary>Whether special tokens in the text are found.</summary>
    public bool SplitOnSpecialTokens { get; }

    /// <summary>Stands between and after texts.</summary>
    public string SeparatorToken { get; }

    /// <summary>The id of <see cref="SeparatorToken"/>.</summary>
    public int SeparatorTokenId { get; }

    /// <summary>Fills up.</summary>
    public string PaddingToken { get; }

    /// <summary>The id of <see cref="PaddingToken"/>.</summary>
    public int PaddingTokenId { get; }

    /// <summary>Begins a text.</summary>
    public string ClassificationToken { get; }

    /// <summary>The id of <see cref="ClassificationToken"/>.</summary>
    public int ClassificationTokenId { get; }

    /// <summary>Stands for a hidden token.</summary>
    public string MaskingToken { get; }

    /// <summary>The id of <see cref="MaskingToken"/>.</summary>
    public int MaskingTokenId { get; }

    /// <summary>Whether each ideograph is a word.</summary>
    public bool IndividuallyTokenizeCjk { get; }

    /// <summary>Whether accents are removed.</summary>
    public bool RemoveNonSpacingMarks { get; }

    /// <summary>Reads a <c>vocab.txt</c>: a token a line.</summary>
    /// <exception cref="ArgumentNullException">The path is null.</exception>
    /// <exception cref="ArgumentException">A special token is not in the vocabulary.</exception>
    public static BertTokenizer Create(string vocabFilePath, BertOptions? options = null)
    {
        using var stream = Open(vocabFilePath);
        return Create(stream, options);
    }

    /// <inheritdoc cref="Create(string, BertOptions?)"/>
    public static BertTokenizer Create(Stream vocabStream, BertOptions? options = null) => new(Load(vocabStream), options ?? new());

    /// <inheritdoc cref="Create(string, BertOptions?)"/>
    public static async Task<BertTokenizer> CreateAsync(
        Stream vocabStream, BertOptions? options = null, CancellationToken cancellationToken = default) =>
        new(await LoadAsync(vocabStream, cancellationToken).ConfigureAwait(false), options ?? new());

    /// <inheritdoc cref="Create(string, BertOptions?)"/>
    public static async Task<BertTokenizer> CreateAsync(
        string vocabFilePath, BertOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var stream = Open(vocabFilePath);
        return await CreateAsync(stream, options, cancellationToken).ConfigureAwait(false);
    }

    private static WordPieceOptions Prepared(Dictionary<string, int> vocabulary, BertOptions options)
    {
        var lowers = options.ApplyBasicTokenization && options.LowerCaseBeforeTokenization;
        var special = options.SplitOnSpecialTokens ? options.SpecialTokens ?? Named(vocabulary, options) : options.SpecialTokens;
        var split = options.SplitOnSpecialTokens ? AsNormalized(special!, lowers) : null;
        return new()
        {
            UnknownToken = options.UnknownToken,
            ContinuingSubwordPrefix = options.ContinuingSubwordPrefix,
            MaxInputCharsPerWord = options.MaxInputCharsPerWord,
            SpecialTokens = special,
            Normalizer = options.Normalizer ?? (options.ApplyBasicTokenization
                ? new BertNormalizer(options.LowerCaseBeforeTokenization, options.IndividuallyTokenizeCjk, options.RemoveNonSpacingMarks)
                : null),
            PreTokenizer = options.PreTokenizer ?? (options.ApplyBasicTokenization
                ? PreTokenizer.CreateWordOrPunctuation(split)
                : PreTokenizer.CreateWhiteSpace()),
        };
    }

    private static Dictionary<string, int> AsNormalized(IReadOnlyDictionary<string, int> special, bool lowers) =>
        special.ToDictionary(p => lowers ? p.Key.ToLowerInvariant() : p.Key, p => p.Value);

    /// <summary>The five special tokens.</summary>
    private static Dictionary<string, int> Named(Dictionary<string, int> vocabulary, BertOptions options)
    {
        Dictionary<string, int> special = [];
        string[] tokens =
        [
            options.UnknownToken, options.SeparatorToken, options.PaddingToken, options.ClassificationToken,
            options.MaskingToken,
        ];
        foreach (var token in tokens)
        {
            special[token] = vocabulary.TryGetValue(token, out var id)
                ? id
                : throw new ArgumentException($"The special token '{token}' is not in the vocabulary.");
        }

        return special;
    }
}
