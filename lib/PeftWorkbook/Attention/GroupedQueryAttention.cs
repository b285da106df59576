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
    /// <param name="probabilities">
    /// Takes the attention probabilities <c>[batch, heads, seq, keys]</c>, which are then the caller's; null where nobody asks: they
    /// need not be there all at once then.
    /// </param>
    /// <returns><c>[batch, seq, heads·d]</c>.</returns>
    public static Tensor Attend(
        Tensor query, Tensor key, Tensor value, Tensor? bias, double? scale, double dropout, List<Tensor>? probabilities = null)
    {
        using var scope = NewDisposeScope();
        var mixed = (probabilities is null ? FusedAttention.TryAttend(query, key, value, bias, scale, dropout) : null) ?? ByFormula();
        return mixed.transpose(1, 2).reshape(query.shape[0], query.shape[2], -1).MoveToOuterDisposeScope();

        Tensor ByFormula()                                                       // [batch, heads, seq, d]
        {
            var scores = Scores(query, key, scale);
            var p = (bias is null ? scores : scores + bias).softmax(-1);
            probabilities?.Add(p.DetachFromDisposeScope());
            return Mix(dropout > 0 ? F.dropout(p, dropout) : p, value);
        }
    }

    /// <summary>The scores of every query with every key, <c>q · k · scale</c>: <c>[batch, heads, seq, keys]</c>.</summary>
    /// <param name="query"><c>[batch, heads, seq, d]</c>.</param>
    /// <param name="key"><c>[batch, key heads, keys, d]</c>; query head h reads key head h · key heads / heads.</param>
    /// <param name="scale">Multiplies the products; null means 1/√d.</param>
    public static Tensor Scores(Tensor query, Tensor key, double? scale = null)
    {
        var (batch, heads, seq, d) = (query.shape[0], query.shape[1], query.shape[2], query.shape[3]);
        var (groups, keys) = (key.shape[1], key.shape[2]);
        using var scope = NewDisposeScope();
        var q = query.reshape(batch * groups, heads / groups * seq, d);          // the heads of a group side by side
        var k = key.reshape(batch * groups, keys, d).transpose(1, 2);            // [batch·groups, d, keys]
        return q.bmm(k).mul(scale ?? (1 / Math.Sqrt(d))).view(batch, heads, seq, keys).MoveToOuterDisposeScope();
    }

    /// <summary>The values weighted by probabilities: <c>[batch, heads, seq, d]</c>.</summary>
    /// <param name="probabilities"><c>[batch, heads, seq, keys]</c>.</param>
    /// <param name="value"><c>[batch, key heads, keys, d]</c>.</param>
    public static Tensor Mix(Tensor probabilities, Tensor value)
    {
        var (batch, heads, seq, keys) =
            (probabilities.shape[0], probabilities.shape[1], probabilities.shape[2], probabilities.shape[3]);
        var (groups, d) = (value.shape[1], value.shape[3]);
        using var scope = NewDisposeScope();
        var v = value.reshape(batch * groups, keys, d);
        return probabilities.reshape(batch * groups, heads / groups * seq, keys).bmm(v)
            .view(batch, heads, seq, d).MoveToOuterDisposeScope();
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
        var visible = AttentionMasks.Causal(seq, keys, device);
        return AttentionMasks.Bias(mask is null ? visible : visible.logical_and(AttentionMasks.Padding(mask)), dtype)
            .MoveToOuterDisposeScope();
    }
}
