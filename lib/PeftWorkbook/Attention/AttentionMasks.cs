using static TorchSharp.torch;

namespace PeftWorkbook.Attention;

/// <summary>
/// Which keys a query may see, as tensors that are true where it may; join several with <c>logical_and</c>. Queries are the last
/// positions of the keys: query i of n stands at position <c>keys - n + i</c>, so that a mask serves a cache as well as a whole text.
/// </summary>
public static class AttentionMasks
{
    /// <summary>Every position up to the query's own.</summary>
    /// <param name="queries">The number of queries.</param>
    /// <param name="keys">The number of keys, those of a cache counted.</param>
    /// <param name="device">Where the mask is needed.</param>
    /// <returns><c>[1, 1, queries, keys]</c>.</returns>
    public static Tensor Causal(long queries, long keys, Device device) =>
        Distances(queries, keys, device, d => d.le(0));

    /// <summary>
    /// A causal window (Longformer, arXiv 2004.05150; Mistral, arXiv 2310.06825): the <paramref name="width"/>
    /// positions up to the query's own.
    /// </summary>
    /// <inheritdoc cref="Causal"/>
    public static Tensor Window(long queries, long keys, long width, Device device) =>
        Distances(queries, keys, device, d => d.le(0).logical_and(d.gt(-width)));

    /// <summary>A window to both sides: the positions that are at most <paramref name="reach"/> away.</summary>
    /// <inheritdoc cref="Causal"/>
    public static Tensor WindowAround(long queries, long keys, long reach, Device device) =>
        Distances(queries, keys, device, d => d.abs().le(reach));

    /// <summary>A causal window beside which the first positions stay visible (StreamingLLM, arXiv 2309.17453).</summary>
    /// <param name="queries">The number of queries.</param>
    /// <param name="keys">The number of keys.</param>
    /// <param name="width">The positions of the window, the query's own counted.</param>
    /// <param name="first">How many positions at the start stay visible to those after them.</param>
    /// <param name="device">Where the mask is needed.</param>
    /// <returns><c>[1, 1, queries, keys]</c>.</returns>
    public static Tensor WindowAndFirst(long queries, long keys, long width, long first, Device device)
    {
        using var scope = NewDisposeScope();
        var isFirst = arange(keys, ScalarType.Int64, device).lt(first);
        return Window(queries, keys, width, device)
            .logical_or(Causal(queries, keys, device).logical_and(isFirst))
            .MoveToOuterDisposeScope();
    }

    /// <summary>Keys that are tokens, and not padding.</summary>
    /// <param name="mask">1 for a token, 0 for padding: <c>[batch, keys]</c>.</param>
    /// <returns><c>[batch, 1, 1, keys]</c>.</returns>
    public static Tensor Padding(Tensor mask) => mask.ne(0).view(mask.shape[0], 1, 1, mask.shape[1]);

    /// <summary>
    /// The mask as numbers to be added to scores: 0 where it is true, else the dtype's lowest number. A query that sees nothing then
    /// attends evenly; <see cref="ScaledDotProductAttention"/> gives zeros instead.
    /// </summary>
    /// <param name="visible">True where a query may see a key.</param>
    /// <param name="dtype">The dtype of the scores.</param>
    public static Tensor Bias(Tensor visible, ScalarType dtype)
    {
        using var hidden = visible.logical_not();
        return zeros(visible.shape, dtype, visible.device).masked_fill_(hidden, MaskValue.Of(dtype));
    }

    /// <summary>A condition on <c>key - query</c>.</summary>
    private static Tensor Distances(long queries, long keys, Device device, Func<Tensor, Tensor> isVisible)
    {
        using var scope = NewDisposeScope();
        return isVisible(Offsets(queries, keys, device)).view(1, 1, queries, keys).MoveToOuterDisposeScope();
    }

    /// <summary><c>key - query</c> of every pair: int64 <c>[queries, keys]</c>.</summary>
    internal static Tensor Offsets(long queries, long keys, Device device)
    {
        using var scope = NewDisposeScope();
        var query = arange(keys - queries, keys, ScalarType.Int64, device).unsqueeze(1);
        return (arange(keys, ScalarType.Int64, device) - query).MoveToOuterDisposeScope();
    }
}

/// <summary>The number that hides a position: the dtype's lowest, since -∞ would make a row without any key NaN.</summary>
internal static class MaskValue
{
    internal static double Of(ScalarType dtype) => dtype switch
    {
        ScalarType.Float16 => (double)Half.MinValue,
        ScalarType.BFloat16 => -3.38e38,     // fp32's lowest would round to infinity
        ScalarType.Float64 => double.MinValue,
        _ => float.MinValue,
    };
}
