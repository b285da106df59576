using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Attention;

/// <summary>
/// Multi-head scaled dot-product attention (arXiv 1706.03762), <c>softmax(Q Kᵀ / √d) V</c>, for tensors whose first axis is the
/// position. With the layout <c>[seq, batch, heads·d]</c> all heads of all sentences are one strided batch
/// <c>[batch·heads, seq, d]</c>, a view; batch-first tensors would need a copy of Q, K and V in each layer.
/// </summary>
public static class SequenceFirstAttention
{
    /// <summary>Attends.</summary>
    /// <param name="query"><c>[seq, batch, heads·d]</c>.</param>
    /// <param name="key"><c>[keys, batch, heads·d]</c>.</param>
    /// <param name="value"><c>[keys, batch, heads·d]</c>.</param>
    /// <param name="heads">The number of heads.</param>
    /// <param name="bias">
    /// Added to the scores, such as a mask of 0 and -∞: broadcastable to <c>[batch·heads, seq, keys]</c>; null adds
    /// nothing.
    /// </param>
    /// <param name="dropout">The share of probabilities dropped; 0 outside training.</param>
    /// <param name="probabilities">
    /// Takes the attention probabilities <c>[batch·heads, seq, keys]</c>, which are then the caller's; null where nobody asks: they
    /// need not be there all at once then.
    /// </param>
    /// <returns><c>[seq, batch, heads·d]</c>.</returns>
    public static Tensor Attend(
        Tensor query, Tensor key, Tensor value, long heads, Tensor? bias, double dropout, List<Tensor>? probabilities = null)
    {
        var (seq, batch, width) = (query.shape[0], query.shape[1], query.shape[2]);
        using var scope = NewDisposeScope();
        var mixed = (probabilities is null ? Fused(query, key, value, heads, bias, dropout) : null)
            ?? ByFormula(query, key, value, heads, bias, dropout, probabilities);
        return mixed.reshape(seq, batch, width).MoveToOuterDisposeScope();
    }

    // [seq, batch, heads, d]
    private static Tensor? Fused(Tensor query, Tensor key, Tensor value, long heads, Tensor? bias, double dropout)
    {
        var (seq, batch, keys) = (query.shape[0], query.shape[1], key.shape[0]);
        var beside = bias?.expand(batch * heads, seq, keys).view(batch, heads, seq, keys);
        return FusedAttention.TryAttend(HeadsFirst(query), HeadsFirst(key), HeadsFirst(value), beside, null, dropout)?.permute(2, 0, 1, 3);

        Tensor HeadsFirst(Tensor x) => x.view(x.shape[0], x.shape[1], heads, -1).permute(1, 2, 0, 3);
    }

    // [seq, batch·heads, d]
    private static Tensor ByFormula(
        Tensor query, Tensor key, Tensor value, long heads, Tensor? bias, double dropout, List<Tensor>? probabilities)
    {
        var q = SplitHeads(query, heads);                                        // [batch·heads, seq, d]
        var k = SplitHeads(key, heads).transpose(1, 2);                          // [batch·heads, d, keys]
        var v = SplitHeads(value, heads);                                        // [batch·heads, keys, d]
        var scale = (float)(1 / Math.Sqrt(q.shape[2]));
        using var none = bias is null ? zeros(1, dtype: query.dtype, device: query.device) : null;
        var scores = baddbmm(bias ?? none!, q, k, beta: bias is null ? 0 : 1, alpha: scale);
        var p = scores.softmax(-1);
        probabilities?.Add(p.DetachFromDisposeScope());
        return (dropout > 0 ? F.dropout(p, dropout) : p).bmm(v).transpose(0, 1);
    }

    /// <summary>
    /// The bias that hides padding: 0 for a token and the dtype's most negative number for padding. A query that sees
    /// nothing but padding attends evenly, and stays finite.
    /// </summary>
    /// <param name="mask">1 for a token, 0 for padding: <c>[batch, keys]</c>.</param>
    /// <param name="heads">The number of heads.</param>
    /// <param name="dtype">The dtype of the scores.</param>
    /// <returns><c>[batch·heads, 1, keys]</c>.</returns>
    public static Tensor PaddingBias(Tensor mask, long heads, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        var hidden = zeros(mask.shape, dtype, mask.device).masked_fill_(mask.eq(0), MaskValue.Of(dtype));
        return hidden.repeat_interleave(heads, 0).unsqueeze(1).MoveToOuterDisposeScope();
    }

    private static Tensor SplitHeads(Tensor x, long heads) =>
        x.view(x.shape[0], x.shape[1] * heads, x.shape[2] / heads).transpose(0, 1);
}
