using System.Text.Json.Serialization;
using PeftWorkbook.Training.Optimizers;

namespace PeftWorkbook.Peft.Selective;

/// <summary>
/// GaLore (arXiv 2403.03507): whole weights are trained, and AdamW keeps its moments of gradients that are projected to r of their
/// singular directions: <c>R = G Pᵀ</c> where a weight has at least as many rows as columns, else <c>R = Pᵀ G</c>. P follows from the
/// gradient of every <c>update_proj_gap</c>-th step. The matrices of the transformer layers are projected; all else is
/// trained plainly.
/// </summary>
[PeftMethod("GALORE", ArXiv = "2403.03507")]
public sealed record GaloreConfig : WholeConfig
{
    /// <summary>r.</summary>
    [JsonPropertyName("rank")]
    public int Rank { get; init; } = 128;

    /// <summary>The steps between two projections.</summary>
    [JsonPropertyName("update_proj_gap")]
    public int UpdateGap { get; init; } = 200;

    /// <summary>The factor of the update.</summary>
    [JsonPropertyName("scale")]
    public double Scale { get; init; } = 0.25;

    /// <summary>
    /// Which side is projected: <c>std</c> the shorter one, <c>reverse_std</c> the longer one, <c>left</c> or
    /// <c>right</c>.
    /// </summary>
    [JsonPropertyName("proj_type")]
    public string Side { get; init; } = "std";

    /// <summary>
    /// Whether new directions point as the earlier ones did, which the kept moments depend on; the authors leave it to
    /// the decomposition.
    /// </summary>
    [JsonPropertyName("keep_signs")]
    public bool KeepsSigns { get; init; }

    /// <summary>Added to AdamW's denominator.</summary>
    [JsonPropertyName("eps")]
    public double Epsilon { get; init; } = 1e-6;

    /// <inheritdoc/>
    protected internal override OptimizerSettings? Optimizer(AdamWSettings usual) =>
        AdamWVariantSettings.Transformers(usual.Beta1, usual.Beta2, Epsilon) with
        {
            Projection = new(Rank, UpdateGap, Scale, Side) { KeepsSigns = KeepsSigns },
        };
}
