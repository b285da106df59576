using System.Text.Json.Serialization;
using PeftWorkbook.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Additive;

/// <summary>
/// (IA)³ (arXiv 2205.05638): a vector scales keys and values at their layers' output, <c>y = (W x + b) ∘ l</c>, and the
/// feed-forward block's second layer at its input, <c>y = W (x ∘ l) + b</c>. l starts at one. It trains out (or in)
/// numbers a layer.
/// </summary>
[PeftMethod("IA3", ArXiv = "2205.05638")]
public sealed record Ia3Config : LayerPeftConfig
{
    /// <summary>
    /// Those of the target modules that are scaled at their input; null takes the family's usual ones if the targets
    /// are too.
    /// </summary>
    [JsonPropertyName("feedforward_modules")]
    public ModuleNames? FeedforwardModules { get; init; }

    /// <summary>Whether l starts at one, or at normal draws.</summary>
    [JsonPropertyName("init_ia3_weights")]
    public WeightStart Start { get; init; } = WeightStart.Usual;

    /// <summary>Whether the base stores its weights transposed; written for PEFT, and found out here.</summary>
    [JsonPropertyName("fan_in_fan_out")]
    public bool FanInFanOut { get; init; }

    /// <summary>A constant beside l: <c>y = (W x + b) ∘ s l</c>, with which a fresh adapter acts. Null is 1.</summary>
    [JsonPropertyName("scaling")]
    public double? Scaling { get; init; }

    /// <summary>
    /// Modules whose output is several equal parts, by patterns of their names, with the parts that are scaled:
    /// <c>{"c_attn": [false, true, true]}</c> is GPT-2's keys and values.
    /// </summary>
    [JsonPropertyName("ia3_parts")]
    public IReadOnlyDictionary<string, IReadOnlyList<bool>>? AdaptedParts { get; init; }

    /// <summary>
    /// Whether <see cref="Scaling"/> also multiplies parts that are not scaled by l, as in AdapterHub.
    /// </summary>
    [JsonPropertyName("scales_other_parts")]
    public bool? ScalesOtherParts { get; init; }

    /// <summary>Whether a trained gate takes the place of <see cref="Scaling"/> (UniPELT, arXiv 2110.07577).</summary>
    [JsonPropertyName("use_gating")]
    public bool? UseGating { get; init; }

    /// <summary>
    /// Whether the gate counts padding too, as AdapterHub's does, so that a text's result depends on its batch.
    /// </summary>
    [JsonPropertyName("gates_see_padding")]
    public bool? GatesSeePadding { get; init; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Extra =>
        [.. LayerNumbers, "scaling", "ia3_parts", "scales_other_parts", "use_gating", "gates_see_padding"];

    /// <inheritdoc/>
    protected internal override bool MixesPositions => UseGating == true;

    /// <inheritdoc/>
    protected internal override bool Fits(BaseLayer layer) => layer.Kind is LayerKind.Linear or LayerKind.Convolution;

    /// <inheritdoc/>
    protected internal override LayerPeftConfig For(nn.Module model)
    {
        if (TargetModules is not null || model is not PretrainedModel { ScalingTargets: var (outputs, inputs) })
        {
            return this with { FeedforwardModules = FeedforwardModules ?? [] };
        }

        return this with
        {
            TargetModules = ModuleNames.Of([.. outputs, .. inputs]),
            FeedforwardModules = FeedforwardModules ?? ModuleNames.Of([.. inputs]),
        };
    }

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) =>
        Scaling is null && AdaptedParts is null && UseGating != true
            ? new Ia3Adapter(site, FeedforwardModules?.Matches(site.Module) ?? false, Start)
            : FeedforwardModules?.Matches(site.Module) == true
                ? throw new ArgumentException(
                    $"'{site.Module}' is scaled at its input, which takes no scaling, parts or gate: leave feedforward_modules empty.")
                : new Ia3PartsAdapter(site, this);
}

/// <summary>(IA)³ on one layer.</summary>
public sealed class Ia3Adapter : LayerAdapter
{
    private readonly Parameter ia3_l;
    private readonly bool _scalesInput;

    internal Ia3Adapter(AdapterSite site, bool scalesInput, WeightStart start) : base(nameof(Ia3Adapter), site.Layer)
    {
        using var draws = new Draws(site.Seed);
        _scalesInput = scalesInput;
        var size = scalesInput ? Layer.InFeatures : Layer.OutFeatures;
        long[] shape = Layer.Kind == LayerKind.Convolution ? [1, size, 1, 1] : scalesInput ? [1, size] : [size, 1];
        ia3_l = Trained(start.IsRandom ? draws.Normal(1, shape) : ones(shape));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => [new("ia3_l", ia3_l)];

    /// <inheritdoc/>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        var scaled = _scalesInput
            ? next.Call(x * (Layer.Kind == LayerKind.Convolution ? ia3_l : ia3_l.flatten()))
            : next.Call(x) * ia3_l.flatten();
        return scaled.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override Tensor MergedWeight(Tensor weight)
    {
        using var _ = no_grad();
        var axis = _scalesInput ? 1 : 0;
        return weight * ia3_l.view([.. weight.shape.Select((_, i) => i == axis ? -1L : 1L)]);
    }

    /// <inheritdoc/>
    protected internal override Tensor? MergedBias(Tensor weight, Tensor? bias)
    {
        using var _ = no_grad();
        return _scalesInput || bias is null ? bias : bias * ia3_l.flatten();
    }
}
