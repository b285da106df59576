using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// LoRA-XS (arXiv 2405.17604): with <c>W = U S Vᵀ</c>, <c>W' = W + alpha / r · B M A</c>, where <c>B = U_r</c> and <c>A = S_r V_rᵀ</c>
/// stay and only <c>M [r, r]</c> is trained, from normal draws of deviation 1e-5. It trains r² numbers a layer, however
/// wide that is; A and B are saved with them, since the signs of singular vectors are free.
/// </summary>
[PeftMethod("LORA_XS", ArXiv = "2405.17604")]
public sealed record LoraXsConfig : LowRankConfig
{
    /// <summary>The standard deviation of M's start.</summary>
    [JsonPropertyName("init_std")]
    public double StartDeviation { get; init; } = 1e-5;

    /// <inheritdoc/>
    protected override LayerAdapter Make(AdapterSite site)
    {
        using var draws = new Draws(site.Seed);
        var (u, s, vh) = Factorization.Largest(site.Layer.Weight, Rank);
        return new CoreLoraAdapter(site, this, s.unsqueeze(1) * vh, draws.Normal(StartDeviation, Rank, Rank), u);
    }
}

/// <summary>A trained matrix <c>[r, r]</c> between two frozen factors, on one linear layer: <c>W' = W + s B M A</c>.</summary>
public sealed class CoreLoraAdapter : LowRankAdapter
{
    private readonly Tensor lora_A, lora_B;
    private readonly Parameter lora_latent_mapping;

    /// <param name="site">The layer.</param>
    /// <param name="config">The settings.</param>
    /// <param name="a"><c>[r, in]</c>.</param>
    /// <param name="m">What M starts from: <c>[r, r]</c>.</param>
    /// <param name="b"><c>[out, r]</c>.</param>
    internal CoreLoraAdapter(AdapterSite site, LowRankConfig config, Tensor a, Tensor m, Tensor b)
        : base(nameof(CoreLoraAdapter), site.Layer, config.Scaling, config.Dropout)
    {
        var weight = site.Layer.Weight;
        (lora_A, lora_B) = (a.Like(weight), b.Like(weight));
        lora_latent_mapping = Trained(m);
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
    [
        new("lora_A.weight", lora_A, IsTrained: false), new("lora_B.weight", lora_B, IsTrained: false),
        new("lora_latent_mapping.weight", lora_latent_mapping),
    ];

    /// <summary><c>M A</c> and <c>B</c>.</summary>
    protected override (Tensor A, Tensor B) Factors() => (lora_latent_mapping.mm(lora_A), lora_B);
}
