using static TorchSharp.torch;

namespace PeftWorkbook.Attention;

/// <summary>
/// Linear attention (arXiv 2006.16236): the softmax gives way to a product of feature maps, <c>φ(x) = elu(x) + 1</c>, so that
/// <c>out_i = φ(q_i) Σ_j φ(k_j)ᵀ v_j / (φ(q_i) · Σ_j φ(k_j) + ε)</c>. The sums over j are made once: time and memory grow with the
/// length, not with its square. Causal, they are running sums.
/// </summary>
public static class LinearAttention
{
    /// <summary>Added to the normaliser.</summary>
    public const double Epsilon = 1e-6;

    /// <summary>Attends to every key.</summary>
    /// <param name="query"><c>[batch, heads, seq, d]</c>.</param>
    /// <param name="key"><c>[batch, heads, keys, d]</c>.</param>
    /// <param name="value"><c>[batch, heads, keys, e]</c>.</param>
    /// <param name="mask">1 for a token, 0 for padding: <c>[batch, keys]</c>; null where nothing is padding.</param>
    /// <returns><c>[batch, heads, seq, e]</c>.</returns>
    public static Tensor Attend(Tensor query, Tensor key, Tensor value, Tensor? mask = null)
    {
        using var scope = NewDisposeScope();
        var (q, k) = (Features(query), Features(key, mask));
        var sums = k.transpose(-1, -2).matmul(value);                            // [batch, heads, d, e]
        var total = k.sum([2], keepdim: true).transpose(-1, -2);                 // [batch, heads, d, 1]
        return (q.matmul(sums) / (q.matmul(total) + Epsilon)).MoveToOuterDisposeScope();
    }

    /// <summary>Attends to the keys up to the query's own position.</summary>
    /// <remarks>The running sums take <c>seq · d · e</c> numbers a head; a recurrent loop over positions would take <c>d · e</c>.</remarks>
    /// <inheritdoc cref="Attend"/>
    public static Tensor AttendCausal(Tensor query, Tensor key, Tensor value, Tensor? mask = null)
    {
        using var scope = NewDisposeScope();
        var (q, k) = (Features(query), Features(key, mask));
        var sums = (k.unsqueeze(-1) * value.unsqueeze(-2)).cumsum(2);            // [batch, heads, seq, d, e]
        var mixed = q.unsqueeze(-2).matmul(sums).squeeze(-2);
        var total = (q * k.cumsum(2)).sum([-1], keepdim: true);
        return (mixed / (total + Epsilon)).MoveToOuterDisposeScope();
    }

    /// <summary>The weights that the sums stand for, which neither function makes: <c>[batch, heads, seq, keys]</c>.</summary>
    /// <param name="query"><c>[batch, heads, seq, d]</c>.</param>
    /// <param name="key"><c>[batch, heads, keys, d]</c>.</param>
    /// <param name="mask">1 for a token, 0 for padding: <c>[batch, keys]</c>; null where nothing is padding.</param>
    /// <param name="isCausal">Whether a query sees the keys up to its own position alone.</param>
    public static Tensor Weights(Tensor query, Tensor key, Tensor? mask = null, bool isCausal = false)
    {
        using var scope = NewDisposeScope();
        var products = Features(query).matmul(Features(key, mask).transpose(-1, -2));
        products = isCausal ? products.tril() : products;
        return (products / (products.sum([-1], keepdim: true) + Epsilon)).MoveToOuterDisposeScope();
    }

    private static Tensor Features(Tensor x, Tensor? mask = null)
    {
        using var scope = NewDisposeScope();
        var features = x.elu() + 1;
        var kept = mask is null ? features : features * mask.ne(0).to_type(x.dtype).unsqueeze(1).unsqueeze(-1);
        return kept.MoveToOuterDisposeScope();
    }
}
