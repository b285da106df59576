namespace PeftWorkbook.Models.Generation;

/// <summary>How a text is continued. The filters mean what transformers' of the same names mean, and are applied in its order.</summary>
public sealed record GenerationOptions
{
    /// <summary>The most tokens that are added.</summary>
    public int MaxNewTokens { get; init; } = 32;

    /// <summary>Tokens that end a text; they are part of it.</summary>
    public IReadOnlyList<long> EndTokens { get; init; } = [];

    /// <summary>Texts that end the streamed text; they are no part of it. Only calls that have a tokenizer look for them.</summary>
    public IReadOnlyList<string> StopStrings { get; init; } = [];

    /// <summary>Whether tokens are drawn by their probabilities; without it the most likely one is taken (greedy).</summary>
    public bool Sample { get; init; }

    /// <summary>
    /// Where the random numbers of <see cref="Sample"/> begin; the same number draws the same text. Row i of a batch draws as one
    /// alone with the seed + i. Null takes another beginning each time.
    /// </summary>
    public long? Seed { get; init; } = 0;

    /// <summary>Scores are divided by it before a token is drawn; 0 takes the most likely one.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Draws among the so many most likely tokens (arXiv 1805.04833); 0 among all.</summary>
    public int TopK { get; init; }

    /// <summary>Draws among the fewest tokens that have this share of the probability together (arXiv 1904.09751).</summary>
    public double TopP { get; init; } = 1;

    /// <summary>Draws among tokens with at least this share of the most likely one's probability (arXiv 2407.01082).</summary>
    public double MinP { get; init; }

    /// <summary>
    /// Draws among the tokens whose surprise is nearest to the mean one, up to this share of the probability (arXiv 2202.00666).
    /// </summary>
    public double TypicalP { get; init; } = 1;

    /// <summary>Draws among tokens of at least this probability (arXiv 2210.15191).</summary>
    public double EpsilonCutoff { get; init; }

    /// <summary>Makes tokens that the text has already less likely, where above 1 (arXiv 1909.05858).</summary>
    public double RepetitionPenalty { get; init; } = 1;

    /// <summary>Forbids to repeat any sequence of so many tokens; 0 forbids none.</summary>
    public int NoRepeatNgram { get; init; }

    /// <summary>How many texts are followed at once; 1 follows one.</summary>
    public int Beams { get; init; } = 1;

    /// <summary>A beam's score is its log-probability over its length to this power.</summary>
    public double LengthPenalty { get; init; } = 1;

    /// <summary>Whether to stop as soon as there are as many finished texts as beams.</summary>
    public bool EarlyStopping { get; init; }

    /// <summary>Whether keys and values are kept between tokens. Without it every token costs a pass over the whole text.</summary>
    public bool UseCache { get; init; } = true;

    /// <summary>Whether anything is left to chance.</summary>
    internal bool IsRandom => Sample && Temperature > 0;

    /// <summary>
    /// What a model's folder asks for: <c>generation_config.json</c>, and the end tokens of <c>config.json</c> where that names none.
    /// </summary>
    /// <exception cref="InvalidDataException">The file is broken, or a setting of it has another type.</exception>
    public static GenerationOptions For(PretrainedModel model) => GenerationConfig.Read(model, new());

    /// <summary>Refuses settings that mean nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is outside its range.</exception>
    /// <exception cref="NotSupportedException">Two do not go together.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(MaxNewTokens);
        ArgumentOutOfRangeException.ThrowIfLessThan(Beams, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(TopK);
        ArgumentOutOfRangeException.ThrowIfNegative(NoRepeatNgram);
        ThrowUnless(Temperature is >= 0 and < double.PositiveInfinity, nameof(Temperature), Temperature, "a number from 0");
        ThrowUnless(TopP is >= 0 and <= 1, nameof(TopP), TopP, "between 0 and 1");
        ThrowUnless(MinP is >= 0 and <= 1, nameof(MinP), MinP, "between 0 and 1");
        ThrowUnless(TypicalP is > 0 and <= 1, nameof(TypicalP), TypicalP, "above 0 and at most 1");
        ThrowUnless(EpsilonCutoff is >= 0 and < 1, nameof(EpsilonCutoff), EpsilonCutoff, "from 0 and below 1");
        ThrowUnless(RepetitionPenalty is > 0 and < double.PositiveInfinity, nameof(RepetitionPenalty), RepetitionPenalty, "above 0");
        if (Beams > 1 && IsRandom)
        {
            throw new NotSupportedException("Beams are not drawn by chance: set Sample to false, or Beams to 1.");
        }
    }

    private static void ThrowUnless(bool holds, string name, double value, string range)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be {range}.");
        }
    }
}
