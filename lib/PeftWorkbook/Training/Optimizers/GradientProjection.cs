using static TorchSharp.torch;

namespace PeftWorkbook.Training.Optimizers;

/// <summary>
/// GaLore's projection of a gradient G <c>[out, in]</c> to r of its singular directions (arXiv 2403.03507).
/// </summary>
/// <param name="Rank">r.</param>
/// <param name="Gap">The steps after which the directions are found anew.</param>
/// <param name="Scale">The factor of what is projected back.</param>
/// <param name="Side">
/// <c>std</c>: where G has at least as many rows as columns <c>R = G Pᵀ</c> with P the first r rows of Vᵀ, else <c>R =
/// Pᵀ G</c> with the
/// first r columns of U; <c>reverse_std</c> the other way round; <c>right</c> or <c>left</c> always one of them.
/// </param>
public sealed record GradientProjection(int Rank, int Gap = 200, double Scale = 0.25, string Side = "std")
{
    /// <summary>
    /// Whether new directions point as the earlier ones did. Their signs are the decomposition's otherwise, which differ
    /// from one LAPACK to
    /// another, and the kept moments follow them.
    /// </summary>
    public bool KeepsSigns { get; init; }

    /// <summary>Turns directions as another decomposition might, for tests.</summary>
    internal Func<Tensor, Tensor>? Turn { get; init; }

    /// <summary>
    /// Whether a parameter's gradient is projected: a matrix of a transformer layer, whose name has the layer's number
    /// in it.
    /// </summary>
    public bool Takes(string name, Tensor parameter) =>
        parameter.dim() == 2 && name.Split('.').Any(p => p.Length > 0 && p.All(char.IsAsciiDigit));

    /// <summary>The directions of a gradient: <c>[r, in]</c> on its right side, <c>[out, r]</c> on its left; the caller's.</summary>
    /// <param name="gradient">G, <c>[out, in]</c>.</param>
    /// <param name="before">
    /// The directions so far, whose signs are kept; null leaves signs as they come.
    /// </param>
    /// <exception cref="ArgumentException">The rank or the side is not one.</exception>
    public Tensor Directions(Tensor gradient, Tensor? before = null)
    {
        using var scope = NewDisposeScope();
        if (Rank < 1 || Rank > gradient.shape.Min() || Gap < 1)
        {
            throw new ArgumentException(
                $"GaLore cannot project a gradient of {gradient.shape[0]} x {gradient.shape[1]} to rank {Rank} every {Gap} steps: " +
                $"give a rank from 1 to {gradient.shape.Min()}, and at least one step.");
        }

        var (u, _, vh) = linalg.svd(gradient.to_type(ScalarType.Float32), fullMatrices: false);
        var chosen = IsRight(gradient) ? vh.narrow(0, 0, Rank) : u.narrow(1, 0, Rank);
        chosen = Turn is null ? chosen.to_type(gradient.dtype) : Turn(chosen.to_type(gradient.dtype));
        if (before is not null)
        {
            var turned = (chosen * before).sum(IsRight(gradient) ? 1 : 0, keepdim: true) < 0;
            chosen = where(turned, -chosen, chosen);
        }

        return chosen.clone().MoveToOuterDisposeScope();
    }

    /// <summary>R: <c>[out, r]</c> or <c>[r, in]</c>.</summary>
    public Tensor Project(Tensor gradient, Tensor directions) =>
        IsRight(gradient) ? gradient.matmul(directions.t()) : directions.t().matmul(gradient);

    /// <summary>The whole matrix of something projected, times the scale.</summary>
    /// <param name="projected">In the shape that <see cref="Project"/> gives.</param>
    /// <param name="directions">The directions.</param>
    /// <param name="like">A matrix of the whole shape <c>[out, in]</c>.</param>
    public Tensor Back(Tensor projected, Tensor directions, Tensor like)
    {
        using var whole = IsRight(like) ? projected.matmul(directions) : directions.matmul(projected);
        return whole * Scale;
    }

    private bool IsRight(Tensor gradient) => Side switch
    {
        "std" => gradient.shape[0] >= gradient.shape[1],
        "reverse_std" => gradient.shape[0] < gradient.shape[1],
        "right" => true,
        "left" => false,
        _ => throw new ArgumentException($"GaLore's proj_type is '{Side}'; it is std, reverse_std, left or right."),
    };
}
