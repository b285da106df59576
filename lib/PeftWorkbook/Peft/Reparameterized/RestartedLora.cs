using System.Text.Json.Serialization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// LoRA in a chain: now and then the update is taken into the weight, <c>W ← W + alpha / r · B A</c>, A is drawn again and B is zero, so
/// that the sum of many updates may have a high rank. What was taken in is saved with the adapter, as large as the weight; the base gets
/// its own weight back when the adapter is not active.
/// </summary>
public abstract record RestartedLoraConfig : LowRankConfig
{
    /// <summary>The steps from one restart to the next; 0 for none.</summary>
    [JsonPropertyName("restart_every")]
    public int RestartEvery { get; init; }

    /// <summary>The numbers of the steps, counted from 0, after which there is a restart beside those.</summary>
    [JsonPropertyName("restart_after")]
    public IReadOnlyList<int> RestartAfter { get; init; } = [];

    /// <summary>What the optimiser forgets at a restart.</summary>
    internal abstract OptimizerReset Reset { get; }

    /// <inheritdoc/>
    protected internal override Attachment Attach(PeftModel model, string adapter, long seed) =>
        new RestartedLoraAttachment(model, adapter, (RestartedLoraConfig)For(model.Model), seed);

    /// <inheritdoc/>
    protected override LayerAdapter Make(AdapterSite site) => new RestartedLoraAdapter(site, this);

    /// <summary>Whether a restart follows a step.</summary>
    internal bool RestartsAfter(int step) =>
        RestartAfter.Contains(step) || (RestartEvery > 0 && (step + 1) % RestartEvery == 0);
}

/// <summary>
/// ReLoRA (arXiv 2307.05695): LoRA restarted every few thousand steps, with the optimiser's moments set to zero and its count of steps
/// kept. (The authors' code clears 99.9 % of the moments, and starts with A and B both zero, so that nothing is trained before the first
/// restart; here A starts as LoRA's.) It trains <c>r (in + out)</c> numbers a layer at a time.
/// </summary>
[PeftMethod("RELORA", ArXiv = "2307.05695")]
public sealed record ReLoraConfig : RestartedLoraConfig
{
    /// <inheritdoc/>
    internal override OptimizerReset Reset => OptimizerReset.Moments;
}

/// <summary>
/// Chain of LoRA, COLA (arXiv 2401.04151): as ReLoRA, with a new optimiser for every link of the chain. It trains <c>r (in + out)</c>
/// numbers a layer at a time.
/// </summary>
[PeftMethod("COLA", ArXiv = "2401.04151")]
public sealed record ColaConfig : RestartedLoraConfig
{
    /// <inheritdoc/>
    internal override OptimizerReset Reset => OptimizerReset.Everything;
}

/// <summary>The adapters of a chain, which restart together.</summary>
public sealed class RestartedLoraAttachment : LayerAttachment
{
    private readonly RestartedLoraConfig _config;
    private OptimizerReset _reset;

    internal RestartedLoraAttachment(PeftModel model, string adapter, RestartedLoraConfig config, long seed)
        : base(model, adapter, config, seed) => _config = config;

    /// <inheritdoc/>
    protected internal override void AfterStep(int step)
    {
        base.AfterStep(step);
        if (_config.RestartsAfter(step))
        {
            Restart();
        }
    }

    /// <summary>Takes the updates into the weights, and begins again.</summary>
    public void Restart()
    {
        foreach (var (_, layer, adapter) in Sites)
        {
            ((RestartedLoraAdapter)adapter).Restart();
            layer.Refresh();
        }

        _reset = _config.Reset;
    }

    /// <inheritdoc/>
    protected internal override OptimizerReset TakeReset()
    {
        var reset = _reset;
        _reset = OptimizerReset.Nothing;
        return reset;
    }
}

/// <summary>A link of a chain of LoRAs on one linear layer.</summary>
public sealed class RestartedLoraAdapter : LowRankAdapter
{
    private const string TakenIn = "lora_merged";

    private readonly Parameter lora_A, lora_B;
    private readonly Tensor lora_merged;
    private readonly RepeatedDraws _draws;
    private bool _hasMoved;

    internal RestartedLoraAdapter(AdapterSite site, RestartedLoraConfig config)
        : base(nameof(RestartedLoraAdapter), site.Layer, config.Scaling, config.Dropout)
    {
        using var draws = new Draws(site.Seed);
        lora_A = Trained(draws.Kaiming(config.Rank, Layer.InFeatures));
        lora_B = Trained(zeros(Layer.OutFeatures, config.Rank));
        lora_merged = zeros(Layer.OutFeatures, Layer.InFeatures).Like(Layer.Weight);
        _draws = new(~site.Seed);
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
        [new("lora_A.weight", lora_A), new("lora_B.weight", lora_B), new(TakenIn, lora_merged, IsTrained: false)];

    /// <inheritdoc/>
    protected internal override IEnumerable<(string Suffix, RepeatedDraws Draws)> Draws => [("lora_A.weight", _draws)];

    /// <inheritdoc/>
    protected internal override bool MovesBase => true;

    /// <inheritdoc/>
    protected override (Tensor A, Tensor B) Factors() => (lora_A, lora_B);

    /// <inheritdoc/>
    protected internal override Tensor? Rebase(Tensor weight) => _hasMoved ? weight + lora_merged.to_type(weight.dtype) : null;

    /// <inheritdoc/>
    protected internal override void Import(string suffix, Tensor value)
    {
        base.Import(suffix, value);
        _hasMoved |= suffix == TakenIn && value.ne(0).any().ToBoolean();
    }

    /// <summary>Takes the update in, draws A again, and makes B zero.</summary>
    internal void Restart()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        lora_merged.add_(Delta().to_type(lora_merged.dtype));
        lora_A.copy_(_draws.Next(g => TorchDraws.Linear(g, lora_A.shape)));
        lora_B.zero_();
        _hasMoved = true;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _draws.Dispose();
        base.Dispose(disposing);
    }
}
