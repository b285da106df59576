using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Selective;

/// <summary>
/// LayerNorm tuning (arXiv 2312.11420): only the norms' gains and biases are trained, in a copy of their own. It trains
/// twice the width for every LayerNorm, once the width for every RMSNorm. Without target modules it takes every norm of
/// the model.
/// </summary>
[PeftMethod("LN_TUNING", ArXiv = "2312.11420")]
public sealed record LnTuningConfig : LayerPeftConfig
{
    /// <inheritdoc/>
    protected override IReadOnlyList<string> Extra => LayerNumbers;

    /// <inheritdoc/>
    protected internal override bool Fits(BaseLayer layer) => layer.Kind == LayerKind.Norm;

    /// <inheritdoc/>
    protected internal override LayerPeftConfig For(nn.Module model) => TargetModules is not null
        ? this
        : this with
        {
            TargetModules = ModuleNames.Of([.. model.named_modules()
                .Where(m => ((m.module as AdaptedLayer)?.View ?? BaseLayers.Of(m.module))?.Kind == LayerKind.Norm)
                .Select(m => m.name[(m.name.LastIndexOf('.') + 1)..])
                .Where(n => n != "base_layer")
                .Distinct()]),
        };

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) => new LnTuningAdapter(site.Layer);
}

/// <summary>A norm's own gains and biases.</summary>
public sealed class LnTuningAdapter : WeightAdapter
{
    private readonly Parameter weight;
    private readonly Parameter? bias;

    internal LnTuningAdapter(BaseLayer layer) : base(nameof(LnTuningAdapter), layer)
    {
        weight = new(layer.Weight.detach().clone());
        bias = layer.Bias is null ? null : new(layer.Bias.detach().clone());
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => bias is null
        ? [new("ln_tuning_layers.weight", weight)]
        : [new("ln_tuning_layers.weight", weight), new("ln_tuning_layers.bias", bias)];

    /// <inheritdoc/>
    public override Tensor Transform(Tensor given) => weight.alias();

    /// <inheritdoc/>
    public override Tensor? TransformBias(Tensor given, Tensor? givenBias) => bias?.alias();
}
