using System.Globalization;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized.LoraStarts;

/// <summary>
/// PiSSA (arXiv 2404.02948): with <c>W = U S Vᵀ</c>, <c>B = U_r √(S_r / s)</c> and <c>A = √(S_r / s) V_rᵀ</c>, and the
/// base keeps the rest.
/// </summary>
/// <param name="Iterations">Of the randomised SVD; null takes the exact one.</param>
internal sealed record PissaStart(int? Iterations) : LoraStart
{
    private const string Fast = "\"pissa_niter_";

    protected internal override string Text => Iterations is { } n ? $"{Fast}{n}\"" : "\"pissa\"";

    internal static LoraStart? Parse(string text) =>
        text.StartsWith(Fast, StringComparison.Ordinal)
        && int.TryParse(text.AsSpan(Fast.Length).TrimEnd('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            ? new PissaStart(n)
            : null;

    protected internal override LoraFactors Draw(LoraPlace place)
    {
        using var scope = NewDisposeScope();
        var weight = place.Matrix();
        Decomposition.CheckRank(place);
        var (u, s, vh) = Iterations is { } n
            ? Decomposition.Fast(weight, place.Rank, n, place.Seed)
            : linalg.svd(weight, fullMatrices: false);
        var root = (s.narrow(0, 0, place.Rank) / place.Scaling).sqrt();
        var (a, b) = (vh.narrow(0, 0, place.Rank) * root.unsqueeze(1), u.narrow(1, 0, place.Rank) * root);
        return Decomposition.Keep(a, b) with { MovesBase = true };
    }
}

/// <summary>
/// OLoRA (arXiv 2406.01775): with <c>W = Q R</c>, B is the first r columns of Q and A the first r rows of R; the base
/// loses <c>s B A</c>.
/// </summary>
internal sealed record OloraStart : LoraStart
{
    protected internal override string Text => "\"olora\"";

    protected internal override LoraFactors Draw(LoraPlace place)
    {
        using var scope = NewDisposeScope();
        Decomposition.CheckRank(place);
        var (q, r) = linalg.qr(place.Matrix());
        return Decomposition.Keep(r.narrow(0, 0, place.Rank), q.narrow(1, 0, place.Rank)) with { MovesBase = true };
    }
}

/// <summary>
/// MiCA: B is the last r left singular vectors of the weight, held constant, and A starts at zero: it learns in the
/// weight's minor directions.
/// </summary>
internal sealed record MicaStart : LoraStart
{
    protected internal override string Text => "\"mica\"";

    protected internal override LoraFactors Draw(LoraPlace place)
    {
        using var scope = NewDisposeScope();
        Decomposition.CheckRank(place);
        var (u, _, _) = linalg.svd(place.Matrix(), fullMatrices: false);
        var last = u.narrow(1, u.shape[1] - place.Rank, place.Rank);
        return Decomposition.Keep(zeros(place.Rank, place.In), last) with { TrainsB = false };
    }
}

/// <summary>
/// Orthogonal halves: of a random orthogonal <c>Q [r, r]</c>, A's columns lie in the span of the even rows and B's rows
/// in that of the
/// odd ones, a tenth in size. So <c>B A = 0</c>, and both get a gradient from the first step. The rank must be even.
/// </summary>
internal sealed record OrthogonalStart : LoraStart
{
    protected internal override string Text => "\"orthogonal\"";

    protected internal override LoraFactors Draw(LoraPlace place)
    {
        if (place.Rank % 2 != 0)
        {
            throw new ArgumentException($"An orthogonal start needs an even rank; '{place.Module}' has {place.Rank}.");
        }

        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)place.Seed);
        var (q, _) = linalg.qr(randn([place.Rank, place.Rank], generator: generator));
        var pairs = q.view(place.Rank / 2, 2, place.Rank);
        var a = randn([place.In, place.Rank / 2], generator: generator).mm(pairs.select(1, 0)).t() / 10;
        var b = randn([place.Out, place.Rank / 2], generator: generator).mm(pairs.select(1, 1)) / 10;
        return Decomposition.Keep(a, b);
    }
}

/// <summary>What several starts need of a matrix.</summary>
internal static class Decomposition
{
    /// <summary>Factors of their own memory, beyond the scope that made them.</summary>
    internal static LoraFactors Keep(Tensor a, Tensor b) =>
        new(a.contiguous().clone().MoveToOuterDisposeScope(), b.contiguous().clone().MoveToOuterDisposeScope());

    /// <exception cref="ArgumentException">The matrix has fewer directions than the rank asks for.</exception>
    internal static void CheckRank(LoraPlace place)
    {
        if (place.Rank > Math.Min(place.In, place.Out))
        {
            throw new ArgumentException(
                $"Rank {place.Rank} is more than the {Math.Min(place.In, place.Out)} directions of '{place.Module}'; " +
                "this start has no more to give.");
        }
    }

    /// <summary>
    /// The leading singular triplets by randomised subspace iteration (arXiv 0909.4061): U <c>[m, rank]</c>, S
    /// <c>[rank]</c>,
    /// Vᵀ <c>[rank, n]</c>.
    /// </summary>
    internal static (Tensor U, Tensor S, Tensor Vh) Fast(Tensor matrix, int rank, int iterations, long seed)
    {
        using var generator = new Generator((ulong)seed);
        var probe = randn([matrix.shape[1], Math.Min(rank, matrix.shape.Min())], generator: generator).to(matrix.device);
        var (q, _) = linalg.qr(matrix.mm(probe));
        for (var i = 0; i < iterations; i++)
        {
            var (p, _) = linalg.qr(matrix.t().mm(q));
            (q, _) = linalg.qr(matrix.mm(p));
        }

        var (u, s, vh) = linalg.svd(q.t().mm(matrix), fullMatrices: false);
        return (q.mm(u), s, vh);
    }
}
