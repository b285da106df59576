using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Attention;

/// <summary>What may change scaled dot-product attention; the defaults are those of arXiv 1706.03762.</summary>
public sealed record AttentionOptions
{
    /// <summary>Multiplies the scores; null means 1/√d, T5 has 1.</summary>
    public double? Scale { get; init; }

    /// <summary>
    /// Bounds the scores smoothly, <c>cap · tanh(scores / cap)</c>, after scaling and before everything else (Gemma 2, arXiv
    /// 2408.00118); null leaves them.
    /// </summary>
    public double? SoftCap { get; init; }

    /// <summary>
    /// Added to the scores, broadcastable to <c>[batch, heads, seq, keys]</c>: <see cref="Alibi"/>,
    /// <see cref="RelativeBuckets"/>.
    /// </summary>
    public Tensor? Bias { get; init; }

    /// <summary>True where a query sees a key, broadcastable to <c>[batch, heads, seq, keys]</c>: <see cref="AttentionMasks"/>.</summary>
    public Tensor? Visible { get; init; }

    /// <summary>
    /// A score for each head, <c>[heads]</c>, that takes part in the softmax and stands for no key, so that a row's weights may sum to
    /// less than one (learned sinks, gpt-oss, arXiv 2508.10925).
    /// </summary>
    public Tensor? Sinks { get; init; }

    /// <summary>The share of weights dropped; 0 outside training.</summary>
    public double Dropout { get; init; }
}

/// <summary>
/// Attention step by step, <c>softmax(mask(cap(Q Kᵀ · scale) + bias)) V</c>, with every variant as an option. It runs on the same
/// products as the models' (<see cref="GroupedQueryAttention"/>), so keys and values may have fewer heads than queries, and another
/// length (cross-attention).
/// </summary>
public static class ScaledDotProductAttention
{
    /// <summary>Attends.</summary>
    /// <param name="query"><c>[batch, heads, seq, d]</c>.</param>
    /// <param name="key"><c>[batch, key heads, keys, d]</c>.</param>
    /// <param name="value"><c>[batch, key heads, keys, d]</c>.</param>
    /// <param name="options">The variant; null is plain attention.</param>
    /// <returns>The output <c>[batch, heads, seq, d]</c> and the weights <c>[batch, heads, seq, keys]</c>.</returns>
    public static (Tensor Output, Tensor Weights) Attend(Tensor query, Tensor key, Tensor value, AttentionOptions? options = null)
    {
        options ??= new();
        using var scope = NewDisposeScope();
        var scores = GroupedQueryAttention.Scores(query, key, options.Scale);
        scores = options.SoftCap is { } cap ? SoftCap(scores, cap) : scores;
        scores = options.Bias is { } bias ? scores + bias : scores;
        var weights = Softmax(scores, options.Visible, options.Sinks);
        var kept = options.Dropout > 0 ? F.dropout(weights, options.Dropout) : weights;
        return scope.MoveToOuter(GroupedQueryAttention.Mix(kept, value), weights);
    }

    /// <summary><c>cap · tanh(scores / cap)</c>: small scores stay, large ones come no further than the cap.</summary>
    public static Tensor SoftCap(Tensor scores, double cap)
    {
        using var scope = NewDisposeScope();
        return ((scores / cap).tanh() * cap).MoveToOuterDisposeScope();
    }

    /// <summary>The weights of scores: each row sums to one; to zero where nothing is visible; to less than one beside a sink.</summary>
    /// <param name="scores"><c>[batch, heads, seq, keys]</c>.</param>
    /// <param name="visible">True where a query sees a key; null where it sees all.</param>
    /// <param name="sinks">A score for each head that stands for no key: <c>[heads]</c>; null for none.</param>
    public static Tensor Softmax(Tensor scores, Tensor? visible = null, Tensor? sinks = null)
    {
        using var scope = NewDisposeScope();
        if (visible is not null)
        {
            scores = scores.masked_fill(visible.logical_not(), MaskValue.Of(scores.dtype));
        }

        if (sinks is not null)
        {
            var beside = sinks.view(1, -1, 1, 1).expand(scores.shape[0], scores.shape[1], scores.shape[2], 1);
            scores = cat([scores, beside], -1);
        }

        var weights = scores.softmax(-1);
        weights = sinks is null ? weights : weights.narrow(-1, 0, weights.shape[^1] - 1);
        // A row without any key is even after the softmax; it must be zero, and pass no gradient.
        return (visible is null ? weights : weights.masked_fill(visible.logical_not(), 0)).MoveToOuterDisposeScope();
    }
}
