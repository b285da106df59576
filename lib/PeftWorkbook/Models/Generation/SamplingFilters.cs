using static TorchSharp.torch;

namespace PeftWorkbook.Models.Generation;

/// <summary>Divides the scores: below 1 the likely become likelier, above 1 all become alike.</summary>
/// <param name="Value">The divisor, above 0.</param>
public sealed record Temperature(double Value) : LogitsProcessor
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor scores, IReadOnlyList<IReadOnlyList<long>> texts) => scores / Value;
}

/// <summary>Keeps the most likely tokens, and all that are as likely as the last of them (arXiv 1805.04833).</summary>
/// <param name="Count">How many.</param>
/// <param name="MinTokens">How many stay at least.</param>
public sealed record TopK(int Count, int MinTokens = 1) : LogitsProcessor
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor scores, IReadOnlyList<IReadOnlyList<long>> texts)
    {
        using var scope = NewDisposeScope();
        var lowest = Lowest(scores, Math.Max(Count, MinTokens));
        return scores.masked_fill(scores.lt(lowest), double.NegativeInfinity).MoveToOuterDisposeScope();
    }

    /// <summary>The score of the token at place <paramref name="count"/>: <c>[texts, 1]</c>.</summary>
    internal static Tensor Lowest(Tensor scores, int count)
    {
        var k = (int)Math.Min(count, scores.shape[^1]);
        return scores.topk(k).values.narrow(-1, k - 1, 1);
    }
}

/// <summary>
/// Keeps the fewest most likely tokens whose probabilities reach a share together (nucleus, arXiv 1904.09751). Of tokens that are
/// equally likely the one with the higher id stays.
/// </summary>
/// <param name="Share">From 0 to 1.</param>
/// <param name="MinTokens">How many stay at least.</param>
public sealed record TopP(double Share, int MinTokens = 1) : LogitsProcessor
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor scores, IReadOnlyList<IReadOnlyList<long>> texts)
    {
        using var scope = NewDisposeScope();
        var (sorted, order) = scores.sort(-1, descending: false, stable: true);
        var isOut = sorted.softmax(-1).cumsum(-1).le(1 - Share);                 // the unlikely come first
        return RuleOut(scores, order.flip(-1), isOut.flip(-1), MinTokens).MoveToOuterDisposeScope();
    }
}

/// <summary>Keeps tokens with at least a share of the most likely one's probability (arXiv 2407.01082).</summary>
/// <param name="Share">From 0 to 1.</param>
/// <param name="MinTokens">How many stay at least.</param>
public sealed record MinP(double Share, int MinTokens = 1) : LogitsProcessor
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor scores, IReadOnlyList<IReadOnlyList<long>> texts)
    {
        using var scope = NewDisposeScope();
        var p = scores.softmax(-1);
        var order = scores.sort(-1, descending: true, stable: true).Indices;
        var isOut = p.lt(p.max(-1, keepdim: true).values * Share);
        return RuleOut(scores, order, isOut.gather(-1, order), MinTokens).MoveToOuterDisposeScope();
    }
}

/// <summary>
/// Keeps the tokens whose surprise, <c>-log p</c>, is nearest to the mean one, <c>-Σ p log p</c>, up to a share of the probability
/// (locally typical sampling, arXiv 2202.00666).
/// </summary>
/// <param name="Share">Above 0 and at most 1.</param>
/// <param name="MinTokens">How many stay at least.</param>
public sealed record TypicalP(double Share, int MinTokens = 1) : LogitsProcessor
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor scores, IReadOnlyList<IReadOnlyList<long>> texts)
    {
        using var scope = NewDisposeScope();
        var logs = scores.log_softmax(-1);
        var terms = logs * logs.exp();
        var entropy = -terms.masked_fill(terms.isnan(), 0).sum(-1, keepdim: true);       // 0 · log 0 counts as 0
        var (distances, order) = (-logs - entropy).abs().sort(-1, descending: false, stable: true);
        var reached = scores.gather(-1, order).softmax(-1).cumsum(-1);
        var last = reached.lt(Share).sum(-1, keepdim: true).clamp(max: scores.shape[^1] - 1);
        var isOut = distances.gt(distances.gather(-1, last));
        return RuleOut(scores, order, isOut, MinTokens).MoveToOuterDisposeScope();
    }
}

/// <summary>Keeps tokens of at least a probability (arXiv 2210.15191).</summary>
/// <param name="Probability">From 0 and below 1.</param>
/// <param name="MinTokens">How many stay at least, and all that are as likely as the last of them.</param>
public sealed record EpsilonCutoff(double Probability, int MinTokens = 1) : LogitsProcessor
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor scores, IReadOnlyList<IReadOnlyList<long>> texts)
    {
        using var scope = NewDisposeScope();
        var isOut = scores.softmax(-1).lt(Probability).logical_and(scores.lt(TopK.Lowest(scores, MinTokens)));
        return scores.masked_fill(isOut, double.NegativeInfinity).MoveToOuterDisposeScope();
    }
}
