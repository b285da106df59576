using static TorchSharp.torch;

namespace PeftWorkbook.Attention;

/// <summary>
/// Vectors that an attention sees beside its text, with a softmax of their own and a gate before them (LLaMA-Adapter, arXiv
/// 2303.16199): <c>gate · softmax(Q Kₚᵀ / √d) Vₚ</c> is added, where Kₚ and Vₚ are the layer's own keys and values of the vectors,
/// without positions.
/// </summary>
/// <param name="Vectors"><c>[1, length, dim]</c>.</param>
/// <param name="Gate">The gate, one number.</param>
internal sealed record GatedPrompt(Tensor Vectors, Tensor Gate)
{
    /// <summary>What is added.</summary>
    /// <param name="query">The attention's queries <c>[batch, heads, seq, d]</c>.</param>
    /// <param name="keys">The keys of <see cref="Vectors"/>: <c>[1, key heads, length, d]</c>.</param>
    /// <param name="values">Their values, in the same shape.</param>
    /// <returns><c>[batch, seq, heads·d]</c>.</returns>
    internal Tensor Attend(Tensor query, Tensor keys, Tensor values)
    {
        using var scope = NewDisposeScope();
        var batch = query.shape[0];
        var seen = GroupedQueryAttention.Attend(
            query, keys.expand(batch, -1, -1, -1), values.expand(batch, -1, -1, -1), bias: null, scale: null, dropout: 0);
        return (seen * Gate.to_type(seen.dtype)).MoveToOuterDisposeScope();
    }
}
