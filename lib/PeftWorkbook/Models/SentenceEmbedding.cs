using static TorchSharp.torch;

namespace PeftWorkbook.Models;

/// <summary>One vector for a text, from the vectors of its tokens (Sentence-BERT, arXiv 1908.10084).</summary>
public static class SentenceEmbedding
{
    /// <summary>The mean of the tokens' vectors, padding left out, scaled to length one.</summary>
    /// <param name="hidden"><c>[batch, seq, dim]</c>.</param>
    /// <param name="mask">1 for a token, 0 for padding: <c>[batch, seq]</c>; null where nothing is padding.</param>
    /// <returns><c>[batch, dim]</c>.</returns>
    public static Tensor MeanPool(Tensor hidden, Tensor? mask)
    {
        using var scope = NewDisposeScope();
        if (mask is null)
        {
            return Normalize(hidden.mean([1])).MoveToOuterDisposeScope();
        }

        var weights = mask.to_type(hidden.dtype).unsqueeze(-1);
        return Normalize((hidden * weights).sum(1) / weights.sum(1).clamp(min: 1e-9)).MoveToOuterDisposeScope();
    }

    /// <summary>Scales vectors to length one: <c>[…, dim]</c>.</summary>
    internal static Tensor Normalize(Tensor x) => x / x.norm(-1, true).clamp(min: 1e-12);
}
