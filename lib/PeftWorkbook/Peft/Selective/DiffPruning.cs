using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Selective;

/// <summary>
/// Diff pruning (arXiv 2012.07463): <c>W' = W + z ∘ δ</c> with the stretched concrete gate
/// <c>z = clamp(σ(log u − log(1 − u) + α) (r − l) + l, 0, 1)</c>, u uniform and drawn in every pass, and the penalty
/// <c>λ Σ σ(α − log(−l / r))</c> on the loss. δ starts at zero. The structured form multiplies in one more gate a tensor. Afterwards
/// <see cref="DiffPruningAttachment.Finish"/> keeps the largest <c>|z δ|</c> as an adapter of fixed places, which is
/// fine-tuned. It trains twice the
/// weight's entries, and one more number in the structured form.
/// </summary>
[PeftMethod("DIFF_PRUNING", ArXiv = "2012.07463")]
public sealed record DiffPruningConfig : LayerPeftConfig
{
    /// <summary>l, below zero.</summary>
    [JsonPropertyName("concrete_lower")]
    public double Lower { get; init; } = -1.5;

    /// <summary>r, above one.</summary>
    [JsonPropertyName("concrete_upper")]
    public double Upper { get; init; } = 1.5;

    /// <summary>What α starts at.</summary>
    [JsonPropertyName("alpha_init")]
    public double AlphaStart { get; init; } = 5;

    /// <summary>λ, the weight of the penalty.</summary>
    [JsonPropertyName("sparsity_pen")]
    public double Penalty { get; init; } = 1.25e-7;

    /// <summary>Whether there is a gate for each tensor too.</summary>
    [JsonPropertyName("structured")]
    public bool IsStructured { get; init; } = true;

    /// <summary>How much faster α learns than δ.</summary>
    [JsonPropertyName("alpha_rate_ratio")]
    public double AlphaRate { get; init; } = 10;

    /// <inheritdoc/>
    protected internal override LayerPeftConfig For(nn.Module model) =>
        TargetModules is null ? this with { TargetModules = ModuleNames.AllLinear } : this;

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) => Lower < 0 && Upper > 1
        ? new DiffPruningAdapter(site, this)
        : throw new ArgumentException(
            $"Diff pruning stretches gates to {Lower}…{Upper}; give a lower end below 0 and an upper one above 1.");

    /// <inheritdoc/>
    protected internal override Attachment Attach(PeftModel model, string adapter, long seed) =>
        new DiffPruningAttachment(model, adapter, (DiffPruningConfig)For(model.Model), seed);
}

/// <summary>Diff pruning's gates and differences on one layer.</summary>
public sealed class DiffPruningAdapter : DeltaAdapter
{
    private readonly Parameter delta;           // [out, in]
    private readonly Parameter alpha;           // [out, in]
    private readonly Parameter? group_alpha;    // [1]
    private readonly DiffPruningConfig _config;
    private readonly RepeatedDraws _entries, _groups;

    internal DiffPruningAdapter(AdapterSite site, DiffPruningConfig config) : base(nameof(DiffPruningAdapter), site.Layer)
    {
        var shape = Layer.Weight.shape;
        (_config, _entries, _groups) = (config, new(site.Seed), new(~site.Seed));
        delta = Trained(zeros(shape));
        alpha = Trained(full(shape, config.AlphaStart));
        group_alpha = config.IsStructured ? Trained(full([1], config.AlphaStart)) : null;
        RegisterComponents();
    }

    /// <summary><c>Σ σ(α − log(−l / r))</c> of entries and of the tensor, a scalar that is the caller's.</summary>
    internal Tensor Opened()
    {
        using var scope = NewDisposeScope();
        var shift = Math.Log(-_config.Lower / _config.Upper);
        var sum = (alpha - shift).sigmoid().sum();
        return (group_alpha is null ? sum : sum + (group_alpha - shift).sigmoid().sum()).MoveToOuterDisposeScope();
    }

    /// <summary>z, <c>[out, in]</c>: of a draw in training, in evaluation that of u = ½; the caller's.</summary>
    internal Tensor Gate()
    {
        using var scope = NewDisposeScope();
        var z = Gate(alpha, _entries);
        return (group_alpha is null ? z : z * Gate(group_alpha, _groups)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor Delta()
    {
        using var z = Gate();
        return z * delta;
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => group_alpha is null
        ? [new("delta", delta), new("alpha", alpha)]
        : [new("delta", delta), new("alpha", alpha), new("group_alpha", group_alpha)];

    /// <summary>What is drawn is no weight: <see cref="DiffPruningAttachment.Finish"/> makes an adapter that can be merged.</summary>
    protected internal override bool CanMerge => false;

    /// <summary>The uniform draws, u <c>[out, in]</c> and the tensor's <c>[1]</c>, in every pass of a training.</summary>
    protected internal override IEnumerable<(string Suffix, RepeatedDraws Draws)> Draws =>
        group_alpha is null ? [("u", _entries)] : [("u", _entries), ("group_u", _groups)];

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _entries.Dispose();
            _groups.Dispose();
        }

        base.Dispose(disposing);
    }

    private Tensor Gate(Parameter opening, RepeatedDraws draws)
    {
        const double Edge = 1e-4;
        var logits = opening.alias();
        if (training)
        {
            var u = draws.Next(g => rand(opening.shape, generator: g)).to(opening.dtype, opening.device).clamp(Edge, 1 - Edge);
            logits = u.log() - (1 - u).log() + opening;
        }

        return ((logits.sigmoid() * (_config.Upper - _config.Lower)) + _config.Lower).clamp(0, 1);
    }
}
