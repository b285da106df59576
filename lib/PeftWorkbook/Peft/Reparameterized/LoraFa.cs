using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// LoRA-FA (arXiv 2308.03303): LoRA whose A stays as it was drawn, <c>W' = W + alpha / r · B A</c>. A backward pass then needs the narrow
/// <c>A x [rows, r]</c> of each layer, and its input no more. B starts at zero. It trains <c>r · out</c> numbers a layer; A is saved with
/// them.
/// </summary>
[PeftMethod("LORA_FA", ArXiv = "2308.03303")]
public sealed record LoraFaConfig : LowRankConfig
{
    /// <inheritdoc/>
    protected override LayerAdapter Make(AdapterSite site)
    {
        using var draws = new Draws(site.Seed);
        var (a, b) = (draws.Kaiming(Rank, site.Layer.InFeatures), zeros(site.Layer.OutFeatures, Rank));
        return new HalfLoraAdapter(site, this, a, b, trainsA: false);
    }
}

/// <summary>LoRA on one linear layer, with one of its factors frozen.</summary>
public sealed class HalfLoraAdapter : LowRankAdapter
{
    private readonly Tensor lora_A, lora_B;
    private readonly bool _trainsA;

    /// <param name="site">The layer.</param>
    /// <param name="config">The settings.</param>
    /// <param name="a">What A starts from: <c>[r, in]</c>.</param>
    /// <param name="b">What B starts from: <c>[out, r]</c>.</param>
    /// <param name="trainsA">Whether A is trained; otherwise B is.</param>
    internal HalfLoraAdapter(AdapterSite site, LowRankConfig config, Tensor a, Tensor b, bool trainsA)
        : base(nameof(HalfLoraAdapter), site.Layer, config.Scaling, config.Dropout)
    {
        _trainsA = trainsA;
        var weight = site.Layer.Weight;
        lora_A = trainsA ? Trained(a) : a.Like(weight);
        lora_B = trainsA ? b.Like(weight) : Trained(b);
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
        [new("lora_A.weight", lora_A, _trainsA), new("lora_B.weight", lora_B, !_trainsA)];

    /// <inheritdoc/>
    protected override (Tensor A, Tensor B) Factors() => (lora_A, lora_B);
}
