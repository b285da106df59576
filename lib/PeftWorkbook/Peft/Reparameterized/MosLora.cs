using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// MoSLoRA, mixture of subspaces (arXiv 2406.11909): a trained mixer between LoRA's factors, <c>W' = W + alpha / r · B M A</c> with
/// <c>M [r, r]</c>, so that every column of B meets every row of A. A and M start as a linear layer does, B at zero. It trains
/// <c>r (in + out) + r²</c> numbers a layer.
/// </summary>
[PeftMethod("MOSLORA", ArXiv = "2406.11909")]
public sealed record MosLoraConfig : LowRankConfig
{
    /// <inheritdoc/>
    protected override LayerAdapter Make(AdapterSite site) => new MosLoraAdapter(site, this);
}

/// <summary>MoSLoRA on one linear layer.</summary>
public sealed class MosLoraAdapter : LowRankAdapter
{
    private readonly Parameter lora_A, lora_mixer, lora_B;

    internal MosLoraAdapter(AdapterSite site, MosLoraConfig config)
        : base(nameof(MosLoraAdapter), site.Layer, config.Scaling, config.Dropout)
    {
        using var draws = new Draws(site.Seed);
        lora_A = Trained(draws.Kaiming(config.Rank, Layer.InFeatures));
        lora_mixer = Trained(draws.Kaiming(config.Rank, config.Rank));
        lora_B = Trained(zeros(Layer.OutFeatures, config.Rank));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
        [new("lora_A.weight", lora_A), new("lora_mixer.weight", lora_mixer), new("lora_B.weight", lora_B)];

    /// <summary><c>M A</c> and <c>B</c>.</summary>
    protected override (Tensor A, Tensor B) Factors() => (lora_mixer.mm(lora_A), lora_B);
}
