using static TorchSharp.torch;

namespace PeftWorkbook.Peft;

/// <summary>
/// Singular value decompositions that adapters start from. They run on the CPU wherever the weight is: what is saved refers to the
/// vectors' signs, which another device chooses otherwise.
/// </summary>
internal static class Factorization
{
    /// <summary>The largest singular values of a matrix and their vectors.</summary>
    /// <param name="weight"><c>[out, in]</c>.</param>
    /// <param name="rank">How many; fewer where there are fewer.</param>
    /// <param name="type">float64, or float32 where a file refers to the signs that this gives.</param>
    /// <returns><c>U [out, r]</c>, <c>S [r]</c>, <c>V [r, in]</c>, on the CPU.</returns>
    internal static (Tensor U, Tensor S, Tensor V) Largest(
        Tensor weight, long rank, ScalarType type = ScalarType.Float64)
    {
        var (u, s, v) = linalg.svd(weight.detach().to(type, CPU), fullMatrices: false);
        rank = Math.Min(rank, s.numel());
        return (u.narrow(1, 0, rank).@float(), s.narrow(0, 0, rank).@float(), v.narrow(0, 0, rank).@float());
    }

    /// <summary>
    /// The same by a random projection with power iterations (arXiv 0909.4061, algorithm 5.1), drawn as PyTorch's <c>svd_lowrank</c>
    /// draws after <c>manual_seed</c>, so in its float32.
    /// </summary>
    internal static (Tensor U, Tensor S, Tensor V) Randomized(Tensor weight, long rank, int iterations, long seed)
    {
        var matrix = weight.detach().to(ScalarType.Float32, CPU);
        var isWide = matrix.shape[0] < matrix.shape[1];
        if (isWide)
        {
            matrix = matrix.t();
        }

        using var generator = new Generator((ulong)seed);
        var basis = linalg.qr(matrix.mm(randn([matrix.shape[1], rank], generator: generator))).Q;
        for (var i = 0; i < iterations; i++)
        {
            basis = linalg.qr(matrix.t().mm(basis)).Q;
            basis = linalg.qr(matrix.mm(basis)).Q;
        }

        var (u, s, v) = linalg.svd(basis.t().mm(matrix), fullMatrices: false);
        u = basis.mm(u);
        return isWide ? (v.t(), s, u.t()) : (u, s, v);
    }
}
