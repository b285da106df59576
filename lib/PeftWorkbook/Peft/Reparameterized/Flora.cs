using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// FLoRA, a low-rank core space (arXiv 2405.14739): <c>W' = W + s B E A</c> with a core <c>E [r, r]</c> that starts at zero between normal
/// factors of deviation 0.02. The scale is the authors' <c>s = alpha / (r + 1e-5)</c>, which they have from AdaLoRA. It trains
/// <c>r (in + out) + r²</c> numbers a layer. (The batched fLoRA is another method, BATCHED_FLORA.)
/// </summary>
[PeftMethod("FLORA", ArXiv = "2405.14739")]
public sealed record FloraConfig : LowRankConfig
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override double Scaling => Alpha / (Rank + 1e-5);

    /// <inheritdoc/>
    protected override LayerAdapter Make(AdapterSite site) => new FloraAdapter(site, this);
}

/// <summary>FLoRA on one linear layer.</summary>
public sealed class FloraAdapter : LowRankAdapter
{
    private const double Deviation = 0.02;

    private readonly Parameter lora_A, lora_E, lora_B;

    internal FloraAdapter(AdapterSite site, FloraConfig config)
        : base(nameof(FloraAdapter), site.Layer, config.Scaling, config.Dropout)
    {
        using var draws = new Draws(site.Seed);
        lora_A = Trained(draws.Normal(Deviation, config.Rank, Layer.InFeatures));
        lora_E = Trained(zeros(config.Rank, config.Rank));
        lora_B = Trained(draws.Normal(Deviation, Layer.OutFeatures, config.Rank));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
        [new("lora_A.weight", lora_A), new("lora_E.weight", lora_E), new("lora_B.weight", lora_B)];

    /// <summary><c>E A</c> and <c>B</c>.</summary>
    protected override (Tensor A, Tensor B) Factors() => (lora_E.mm(lora_A), lora_B);
}
