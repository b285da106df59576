using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// Asymmetry LoRA (arXiv 2402.16842): LoRA of which one factor is trained from zero and the other stays at r random orthonormal directions,
/// the singular vectors of a random matrix of W's shape: <c>W' = W + alpha / r · B A</c>. The paper finds that training B alone is enough.
/// It trains <c>r · out</c> numbers a layer, or <c>r · in</c> where A is trained; both factors are saved.
/// </summary>
[PeftMethod("ASYMMETRY_LORA", ArXiv = "2402.16842")]
public sealed record AsymmetryLoraConfig : LowRankConfig
{
    /// <summary>The factor that is trained: <c>B</c> or <c>A</c>.</summary>
    [JsonPropertyName("trained_factor")]
    public string TrainedFactor { get; init; } = "B";

    /// <inheritdoc/>
    protected override LayerAdapter Make(AdapterSite site)
    {
        using var draws = new Draws(site.Seed);
        var (height, width) = (site.Layer.OutFeatures, site.Layer.InFeatures);
        return TrainedFactor switch
        {
            "B" => new HalfLoraAdapter(site, this, Orthonormal(draws, width).t(), zeros(height, Rank), trainsA: false),
            "A" => new HalfLoraAdapter(site, this, zeros(Rank, width), Orthonormal(draws, height), trainsA: true),
            _ => throw new ArgumentException($"trained_factor is '{TrainedFactor}'; it is A or B."),
        };
    }

    // Singular vectors of a random matrix are as evenly spread as the columns of its QR, once the signs of those are drawn too.
    private Tensor Orthonormal(Draws draws, long size)
    {
        var (q, r) = linalg.qr(draws.Normal(1, size, Rank));
        return q * r.diagonal().sign();
    }
}
