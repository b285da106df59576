using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// LoRA-Dash (arXiv 2409.01035): after some steps of LoRA, the t singular directions of <c>W = U S Vᵀ</c> that the update changed most for
/// their size, by <c>|diag(Uᵀ ΔW V) / S|</c>, get coefficients of their own, <c>W' = W + alpha / r · B A + Σ eⱼ uⱼ vⱼᵀ</c>. e starts at
/// zero; before the choice it changes nothing. It trains <c>r (in + out) + t</c> numbers a layer; the directions are saved with them.
/// </summary>
[PeftMethod("LORA_DASH", ArXiv = "2409.01035")]
public sealed record LoraDashConfig : LowRankConfig
{
    /// <summary>t, the directions of a layer.</summary>
    [JsonPropertyName("dash_index")]
    public int Directions { get; init; } = 8;

    /// <summary>The steps before the directions are chosen.</summary>
    [JsonPropertyName("dash_warmup")]
    public int Warmup { get; init; } = 100;

    /// <inheritdoc/>
    protected override LayerAdapter Make(AdapterSite site)
    {
        var most = Math.Min(site.Layer.InFeatures, site.Layer.OutFeatures);
        return Directions > 0 && Directions <= most
            ? new LoraDashAdapter(site, this)
            : throw new ArgumentException($"dash_index is {Directions}; '{site.Module}' has {most} directions.");
    }
}

/// <summary>LoRA-Dash on one linear layer.</summary>
public sealed class LoraDashAdapter : LowRankAdapter
{
    private readonly Parameter lora_A, lora_B, dash_e;
    private readonly Tensor dash_u, dash_v;
    private readonly LoraDashConfig _config;

    internal LoraDashAdapter(AdapterSite site, LoraDashConfig config) : base(nameof(LoraDashAdapter), site.Layer, dropout: config.Dropout)
    {
        _config = config;
        using var draws = new Draws(site.Seed);
        lora_A = Trained(draws.Kaiming(config.Rank, Layer.InFeatures));
        lora_B = Trained(zeros(Layer.OutFeatures, config.Rank));
        dash_e = Trained(zeros(config.Directions));
        dash_u = zeros(Layer.OutFeatures, config.Directions).Like(Layer.Weight);
        dash_v = zeros(config.Directions, Layer.InFeatures).Like(Layer.Weight);
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
    [
        new("lora_A.weight", lora_A), new("lora_B.weight", lora_B), new("dash_e", dash_e),
        new("dash_u", dash_u, IsTrained: false), new("dash_v", dash_v, IsTrained: false),
    ];

    /// <summary>LoRA's factors, and the directions beside them.</summary>
    protected override (Tensor A, Tensor B) Factors() =>
        (cat([lora_A * _config.Scaling, dash_v]), cat([lora_B, dash_u * dash_e], 1));

    /// <inheritdoc/>
    protected internal override void AfterStep(int step)
    {
        if (step + 1 == _config.Warmup)
        {
            using var scores = Choose();
        }
    }

    /// <summary>Chooses the directions by what LoRA has learned.</summary>
    /// <returns>The scores of all directions, the largest singular value's first; the caller's.</returns>
    internal Tensor Choose()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var (u, s, vh) = Factorization.Largest(Layer.Weight, Math.Min(Layer.InFeatures, Layer.OutFeatures));
        var (b, a) = (lora_B.to(ScalarType.Float32, CPU), lora_A.to(ScalarType.Float32, CPU));
        var learned = (u.t().mm(b) * vh.mm(a.t())).sum(dim: 1) * _config.Scaling;              // diag(Uᵀ B A V)
        var scores = (learned / s).abs();
        var chosen = scores.topk(_config.Directions).indexes;
        dash_u.copy_(u.index_select(1, chosen));
        dash_v.copy_(vh.index_select(0, chosen));
        dash_e.zero_();
        return scores.MoveToOuterDisposeScope();
    }
}
