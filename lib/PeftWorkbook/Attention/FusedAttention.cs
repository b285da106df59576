using static TorchSharp.torch;
#if POLYFILL
using PeftWorkbook.Engine;
using TorchSharp.Engine;
#endif

namespace PeftWorkbook.Attention;

/// <summary>
/// Attention head by head, on the workbook's engine: scores and probabilities stay in the processor's cache, and the backward pass
/// computes them again (arXiv 2205.14135). It has the numbers of the formula, to rounding, and draws the same dropout; only nobody
/// gets to see the probabilities.
/// </summary>
internal static class FusedAttention
{
#if POLYFILL
    private const long HeadWidths = 16;     // the kernel takes multiples of the processor's vectors

    private static readonly Op s_attend = Op.Find("workbook::attend");
#endif

    /// <summary>Attends, or gives null where the kernel does not take such tensors.</summary>
    /// <param name="query"><c>[batch, heads, seq, d]</c>.</param>
    /// <param name="key"><c>[batch, key heads, keys, d]</c>.</param>
    /// <param name="value"><c>[batch, key heads, keys, d]</c>.</param>
    /// <param name="bias">Added to the scores, broadcastable to <c>[batch, heads, seq, keys]</c>; null adds nothing.</param>
    /// <param name="scale">Multiplies the scores; null means 1/√d.</param>
    /// <param name="dropout">The share of probabilities dropped.</param>
    /// <returns><c>[batch, heads, seq, d]</c>, in the order in memory that the queries have.</returns>
    internal static Tensor? TryAttend(Tensor query, Tensor key, Tensor value, Tensor? bias, double? scale, double dropout)
    {
#if POLYFILL
        if (Takes(query) && Takes(key) && Takes(value) && TakesBias(bias) && dropout < 1)
        {
            var (batch, heads, seq, d) = (query.size(0), query.size(1), query.size(2), query.size(3));
            using var kept = dropout > 0 ? empty(batch, heads, seq, key.size(2)).bernoulli_(1 - dropout).div_(1 - dropout) : null;
            return s_attend.Call(query, key, value, bias, kept, scale ?? (1 / Math.Sqrt(d)));
        }
#endif
        return null;
    }

#if POLYFILL
    private static bool Takes(Tensor t) => TokenOps.IsPlain(t) && t.size(3) % HeadWidths == 0 && t.numel() > 0;

    private static bool TakesBias(Tensor? bias) => bias is null || (TokenOps.IsPlain(bias) && !(is_grad_enabled() && bias.requires_grad));
#endif
}
