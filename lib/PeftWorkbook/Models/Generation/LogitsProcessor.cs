using static TorchSharp.torch;

namespace PeftWorkbook.Models.Generation;

/// <summary>
/// Changes the scores of the next token before one is chosen; what is ruled out gets -∞. Results are exactly those of transformers'
/// processors of these names, ties included.
/// </summary>
public abstract record LogitsProcessor
{
    /// <summary>Gives the changed scores; those given stay as they are.</summary>
    /// <param name="scores"><c>[texts, vocabulary]</c>, float32.</param>
    /// <param name="texts">The tokens so far of each text.</param>
    /// <returns><c>[texts, vocabulary]</c>; the same tensor where nothing changes.</returns>
    public abstract Tensor Apply(Tensor scores, IReadOnlyList<IReadOnlyList<long>> texts);

    /// <summary>What the options ask for, in transformers' order: penalties first; then, where tokens are drawn, the filters.</summary>
    public static IReadOnlyList<LogitsProcessor> For(GenerationOptions options) =>
        [.. Penalties(options), .. options.IsRandom ? Filters(options) : []];

    private static IEnumerable<LogitsProcessor> Penalties(GenerationOptions options)
    {
        if (options.RepetitionPenalty != 1)
        {
            yield return new RepetitionPenalty(options.RepetitionPenalty);
        }

        if (options.NoRepeatNgram > 0)
        {
            yield return new NoRepeatNgram(options.NoRepeatNgram);
        }
    }

    private static IEnumerable<LogitsProcessor> Filters(GenerationOptions options)
    {
        (bool IsAsked, LogitsProcessor Processor)[] all =
        [
            (options.Temperature != 1, new Temperature(options.Temperature)),
            (options.TopK > 0, new TopK(options.TopK)),
            (options.TopP < 1, new TopP(options.TopP)),
            (options.MinP > 0, new MinP(options.MinP)),
            (options.TypicalP < 1, new TypicalP(options.TypicalP)),
            (options.EpsilonCutoff > 0, new EpsilonCutoff(options.EpsilonCutoff)),
        ];
        return all.Where(p => p.IsAsked).Select(p => p.Processor);
    }

    /// <summary>Rules tokens out by a mask over their sorted order; the first <paramref name="kept"/> of it stay in any case.</summary>
    /// <param name="scores"><c>[texts, vocabulary]</c>.</param>
    /// <param name="order">The token at each place, <c>[texts, vocabulary]</c>.</param>
    /// <param name="isOut">Whether the token at that place is ruled out; it is changed.</param>
    /// <param name="kept">How many places stay.</param>
    private protected static Tensor RuleOut(Tensor scores, Tensor order, Tensor isOut, int kept)
    {
        using var scope = NewDisposeScope();
        isOut.narrow(-1, 0, Math.Min(kept, scores.shape[^1])).fill_(false);
        var mask = zeros_like(isOut).scatter_(-1, order, isOut);
        return scores.masked_fill(mask, double.NegativeInfinity).MoveToOuterDisposeScope();
    }
}
