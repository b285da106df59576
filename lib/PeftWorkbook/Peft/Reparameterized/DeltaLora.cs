using System.Text.Json.Serialization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// Delta-LoRA (arXiv 2309.02411): LoRA, and from step K on the weight moves along with the product, without a gradient of its own,
/// <c>W ← W + λ s (B' A' − B A)</c> with <c>s = alpha / r</c> and the factors after and before the step. The moves add up to
/// <c>λ s (B A − B_K A_K)</c>, so the factors of step K are all that is kept of them, and the base stays as it is. It trains
/// <c>r (in + out)</c> numbers a layer. The method allows no dropout.
/// </summary>
[PeftMethod("DELTA_LORA", ArXiv = "2309.02411")]
public sealed record DeltaLoraConfig : LowRankConfig
{
    /// <summary>λ, how far the weight moves for a move of the product.</summary>
    [JsonPropertyName("delta_lambda")]
    public double Lambda { get; init; } = 2;

    /// <summary>K, the steps before the weight moves.</summary>
    [JsonPropertyName("start_step")]
    public int StartStep { get; init; }

    /// <inheritdoc/>
    protected override LayerAdapter Make(AdapterSite site) => Dropout == 0
        ? new DeltaLoraAdapter(site, this)
        : throw new ArgumentException("Delta-LoRA allows no lora_dropout: the weight follows the product as it is in the pass.");
}

/// <summary>Delta-LoRA on one linear layer.</summary>
public sealed class DeltaLoraAdapter : LowRankAdapter
{
    private const string Moves = "delta_moves";

    private readonly Parameter lora_A, lora_B;
    private readonly Tensor start_A, start_B, delta_moves;
    private readonly DeltaLoraConfig _config;
    private bool _moves;
    private int _step;

    internal DeltaLoraAdapter(AdapterSite site, DeltaLoraConfig config) : base(nameof(DeltaLoraAdapter), site.Layer, config.Scaling)
    {
        _config = config;
        using var draws = new Draws(site.Seed);
        lora_A = Trained(draws.Kaiming(config.Rank, Layer.InFeatures));
        lora_B = Trained(zeros(Layer.OutFeatures, config.Rank));
        (start_A, start_B) = (zeros_like(lora_A), zeros_like(lora_B));
        delta_moves = zeros(1, ScalarType.Int64, lora_A.device);
        RegisterComponents();
    }

    /// <summary>The weight <c>[out, in]</c> as far as it has moved, without LoRA's own product; the caller's.</summary>
    public Tensor Moved()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var moved = _moves ? (lora_B.mm(lora_A) - start_B.mm(start_A)) * (_config.Lambda * Scaling) : zeros_like(Layer.Weight);
        return (Layer.Weight + moved).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
    [
        new("lora_A.weight", lora_A), new("lora_B.weight", lora_B), new("delta_start_A", start_A, IsTrained: false),
        new("delta_start_B", start_B, IsTrained: false), new(Moves, delta_moves, IsTrained: false),
    ];

    /// <summary>The product, and how far it came since step K without its gradient.</summary>
    protected override (Tensor A, Tensor B) Factors() => _moves
        ? (cat([lora_A, lora_A.detach(), start_A]), cat([lora_B, lora_B.detach() * _config.Lambda, start_B * -_config.Lambda], 1))
        : (lora_A, lora_B);

    /// <inheritdoc/>
    protected internal override void BeforeStep()
    {
        if (_moves || _step < _config.StartStep)
        {
            return;
        }

        using var _ = no_grad();
        start_A.copy_(lora_A);
        start_B.copy_(lora_B);
        delta_moves.fill_(1);
        _moves = true;
    }

    /// <inheritdoc/>
    protected internal override void AfterStep(int step) => _step = step + 1;

    /// <inheritdoc/>
    protected internal override void Import(string suffix, Tensor value)
    {
        base.Import(suffix, value);
        _moves = suffix == Moves ? value.ToDouble() != 0 : _moves;
    }
}
