using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// SoRA, sparse low-rank adaptation (arXiv 2311.11696): a gate for every rank, <c>W' = W + alpha / r · B diag(g) A</c>. After each step of
/// the optimiser a proximal step makes the gates sparse, <c>g ← sign(g) max(|g| − ξ, 0)</c>, and a rank whose gate is zero costs nothing
/// any more. g starts at normal draws, B at zero. It trains <c>r (in + out) + r</c> numbers a layer.
/// </summary>
[PeftMethod("SORA", ArXiv = "2311.11696")]
public sealed record SoraConfig : LowRankConfig
{
    /// <summary>ξ, what a step takes from every gate. The paper scales it with the learning rate, the authors' code does not.</summary>
    [JsonPropertyName("sparse_lambda")]
    public double Threshold { get; init; } = 10;

    /// <summary>
    /// Whether to threshold as the authors' code does, in three assignments one after the other, by which gates between ξ and 2ξ become
    /// zero too.
    /// </summary>
    [JsonPropertyName("published_threshold")]
    public bool UsesPublishedThreshold { get; init; }

    /// <inheritdoc/>
    protected override LayerAdapter Make(AdapterSite site) => new SoraAdapter(site, this);
}

/// <summary>SoRA on one linear layer.</summary>
public sealed class SoraAdapter : LowRankAdapter
{
    private readonly Parameter lora_A, gate, lora_B;
    private readonly SoraConfig _config;

    internal SoraAdapter(AdapterSite site, SoraConfig config) : base(nameof(SoraAdapter), site.Layer, config.Scaling, config.Dropout)
    {
        _config = config;
        using var draws = new Draws(site.Seed);
        lora_A = Trained(draws.Kaiming(config.Rank, Layer.InFeatures));
        gate = Trained(draws.Normal(1, 1, config.Rank));
        lora_B = Trained(zeros(Layer.OutFeatures, config.Rank));
        RegisterComponents();
    }

    /// <summary>The gates: <c>[1, r]</c>.</summary>
    public Tensor Gate => gate;

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
        [new("lora_A.weight", lora_A), new("gate", gate), new("lora_B.weight", lora_B)];

    /// <inheritdoc/>
    protected override (Tensor A, Tensor B) Factors() => (gate.t() * lora_A, lora_B);

    /// <summary>The proximal step.</summary>
    protected internal override void AfterStep(int step)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var limit = _config.Threshold;
        if (!_config.UsesPublishedThreshold)
        {
            gate.copy_(gate.sign() * (gate.abs() - limit).clamp_min(0));
            return;
        }

        gate.copy_(where(gate.gt(limit), gate - limit, gate));
        gate.copy_(where(gate.lt(-limit), gate + limit, gate));
        gate.copy_(where(gate.abs().lt(limit), zeros_like(gate), gate));
    }
}
