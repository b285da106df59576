using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Attention;

/// <summary>
/// Attention in which several query heads share one head of keys and values (arXiv 2305.13245). The queries of a group
/// are laid side by side, so keys and values are read once and never repeated; with one query head for each it is plain
/// multi-head attention.
/// </summary>
public static class GroupedQueryAttention
{
    /// <summary>Attends.</summary>
    /// <param name="query"><c>[batch, heads, seq, d]</c>.</param>
    /// <param name="key"><c>[batch, key heads, keys, d]</c>.</param>
    /// <param name="value"><c>[batch, key heads, keys, d]</c>.</param>
    /// <param name="bias">Added to the scores: broadcastable to <c>[batch, heads, seq, keys]</c>; null adds nothing.</param>
    /// <param name="scale">Multiplies the scores; null means 1/√d.</param>
    /// <param name="dropout">The share of probabilities dropped; 0 outside training.</param>
    /// <param name="probabilities">The attention probabilities <c>[batch, heads, seq, keys]</c>.</param>
    /// <returns><c>[batch, seq, heads·d]</c>.</returns>
    public static Tensor Attend(
        Tensor query, Tensor key, Tensor value, Tensor? bias, double? scale, double dropout, out Tensor probabilities)
    {
        var (batch, heads, seq, d) = (query.shape[0], query.shape[1], query.shape[2], query.shape[3]);
        var (groups, keys) = (key.shape[1], key.shape[2]);
        using var scope = NewDisposeScope();
        var q = query.reshape(batch * groups, heads / groups * seq, d);          // the heads of a group side by side
        var k = key.reshape(batch * groups, keys, d).transpose(1, 2);            // [batch·groups, d, keys]
        var v = value.reshape(batch * groups, keys, d);
        var scores = q.bmm(k).mul(scale ?? (1 / Math.Sqrt(d))).view(batch, heads, seq, keys);
        var p = (bias is null ? scores : scores + bias).softmax(-1);
        var dropped = dropout > 0 ? F.dropout(p, dropout) : p;
        var mixed = dropped.reshape(batch * groups, heads / groups * seq, keys).bmm(v).view(batch, heads, seq, d);
        probabilities = p.MoveToOuterDisposeScope();
        return mixed.transpose(1, 2).reshape(batch, seq, heads * d).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The bias of a causal model: a position sees those up to its own, and no padding. Null where everything is seen, as when one
    /// token follows a cache.
    /// </summary>
    /// <param name="seq">The positions of this call.</param>
    /// <param name="keys">All positions, those of a cache counted; the last <paramref name="seq"/> are this call's.</param>
    /// <param name="mask">1 for a token, 0 for padding: <c>[batch, keys]</c>; null where nothing is padding.</param>
    /// <param name="dtype">The dtype of the scores.</param>
    /// <param name="device">Their device.</param>
    /// <returns><c>[batch | 1, 1, seq, keys]</c>.</returns>
    public static Tensor? CausalBias(long seq, long keys, Tensor? mask, ScalarType dtype, Device device)
    {
        if (seq == 1 && mask is null)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        var hidden = ones([seq, keys], ScalarType.Bool, device).triu(keys - seq + 1).view(1, 1, seq, keys);
        if (mask is not null)
        {
            hidden = hidden.logical_or(mask.eq(0).view(mask.shape[0], 1, 1, keys));
        }

        return zeros(hidden.shape, dtype, device).masked_fill_(hidden, MaskValue.Of(dtype)).MoveToOuterDisposeScope();
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
