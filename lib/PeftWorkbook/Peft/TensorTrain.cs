using static TorchSharp.torch;

namespace PeftWorkbook.Peft;

/// <summary>Tensors as trains of small cores: an entry is a product of one matrix of each core.</summary>
internal static class TensorTrain
{
    /// <summary>
    /// The whole tensor, <c>[n₁, …, n_m]</c>, of cores <c>[r₀, n₁, r₁]</c>, <c>[r₁, n₂, r₂]</c>, … with <c>r₀ = r_m = 1</c>;
    /// differentiable in the cores.
    /// </summary>
    internal static Tensor Full(IEnumerable<Tensor> cores)
    {
        using var scope = NewDisposeScope();
        Tensor? product = null;
        List<long> shape = [];
        foreach (var core in cores)
        {
            shape.Add(core.shape[1]);
            product = product is null
                ? core.reshape(-1, core.shape[^1])
                : product.mm(core.reshape(core.shape[0], -1)).reshape(-1, core.shape[^1]);
        }

        return product!.view([.. shape]).MoveToOuterDisposeScope();
    }

    /// <summary>The shapes of the cores of a tensor, with one rank in between.</summary>
    internal static IEnumerable<long[]> Shapes(IReadOnlyList<long> sizes, long rank) =>
        sizes.Select((n, i) => new[] { i == 0 ? 1 : rank, n, i == sizes.Count - 1 ? 1 : rank });

    /// <summary>
    /// A size as a product of two, the first of which is the largest that divides it of those up to <paramref name="first"/>.
    /// </summary>
    internal static (long First, long Second) Split(long size, long first)
    {
        var factor = Math.Min(first, size);
        while (size % factor != 0)
        {
            factor--;
        }

        return (factor, size / factor);
    }
}
