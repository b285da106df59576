using System.Text.Json.Serialization;
using PeftWorkbook.Models;

namespace PeftWorkbook.Peft.Additive;

/// <summary>
/// Bottleneck adapters: small two-layer nets between sub-layers and the residual stream, <c>f(x) = s · W↑ act(W↓ x)</c> with
/// <c>W↓ [d, dim]</c>. With h the output of a sub-layer, r its residual input and LN the layer's norm (where the norm comes before
/// the sub-layer there is none):
/// <list type="bullet">
/// <item><see cref="Pfeiffer"/> (arXiv 2005.00247), the default: <c>x = LN(h + r)</c>, then <c>LN(f(x) + h + r)</c>, after the
/// feed-forward net.</item>
/// <item><see cref="Houlsby"/> (arXiv 1902.00751): <c>LN(f(h) + h + r)</c>, after attention too.</item>
/// <item><see cref="Parallel"/> (arXiv 2110.04366): <c>LN(h + f(r) + r)</c>.</item>
/// <item><see cref="AdapterPlus"/> (arXiv 2406.06820): <c>x = LN(h + r)</c>, then <c>f(x) + x</c>, scaled by channel.</item>
/// <item><see cref="Compacter"/> (arXiv 2106.04647): the matrices are sums of Kronecker products.</item>
/// </list>
/// Options are AdapterHub's, under its names. The layers' own weights stay, so it cannot be merged.
/// </summary>
[PeftMethod("BOTTLENECK", ArXiv = "1902.00751")]
public sealed partial record BottleneckConfig : HeadedPeftConfig
{
    /// <summary>Whether adapters follow self-attention.</summary>
    [JsonPropertyName("mh_adapter")]
    public bool AfterAttention { get; init; }

    /// <summary>Whether adapters follow the feed-forward nets.</summary>
    [JsonPropertyName("output_adapter")]
    public bool AfterFeedForward { get; init; } = true;

    /// <summary>Whether adapters follow a decoder's attention to the encoder.</summary>
    [JsonPropertyName("cross_adapter")]
    public bool AfterCrossAttention { get; init; }

    /// <summary>What the hidden width is divided by to give the bottleneck's; below 1 it widens.</summary>
    [JsonPropertyName("reduction_factor")]
    public ReductionFactor Reduction { get; init; } = 16;

    /// <summary>The activation's name.</summary>
    [JsonPropertyName("non_linearity")]
    public string Activation { get; init; } = "relu";

    /// <summary>Whether the residual input is added, and the layer's norm applied, before the adapter.</summary>
    [JsonPropertyName("original_ln_before")]
    public bool JoinsBefore { get; init; } = true;

    /// <summary>Whether that is done after the adapter.</summary>
    [JsonPropertyName("original_ln_after")]
    public bool JoinsAfter { get; init; } = true;

    /// <summary>Whether the adapter has a norm of its own on its input.</summary>
    [JsonPropertyName("ln_before")]
    public bool HasNormBefore { get; init; }

    /// <summary>Whether the adapter has a norm of its own on its output.</summary>
    [JsonPropertyName("ln_after")]
    public bool HasNormAfter { get; init; }

    /// <summary>
    /// How it starts: <c>bert</c>, normal with 0.02; <c>houlsby</c>, normal with 0.01, cut at two deviations; <c>mam_adapter</c>, as
    /// LoRA does: an identity.
    /// </summary>
    [JsonPropertyName("init_weights")]
    public string Start { get; init; } = "bert";

    /// <summary>Seeds the start in place of the adapter's seed.</summary>
    [JsonPropertyName("init_weights_seed")]
    public int? StartSeed { get; init; }

    /// <summary>Whether the adapter takes the residual input and not the output.</summary>
    [JsonPropertyName("is_parallel")]
    public bool IsParallel { get; init; }

    /// <summary>What the update is multiplied by.</summary>
    [JsonPropertyName("scaling")]
    public BottleneckScaling Scaling { get; init; } = 1.0;

    /// <summary>
    /// Whether a gate multiplies the update (arXiv 2110.07577): the mean over a text's positions of <c>σ(g·x + b)</c>.
    /// </summary>
    [JsonPropertyName("use_gating")]
    public bool HasGate { get; init; }

    /// <summary>Whether that mean counts padding too, as AdapterHub's does, so that a text's result depends on its batch.</summary>
    [JsonPropertyName("gates_see_padding")]
    public bool GatesSeePadding { get; init; }

    /// <summary>Where the residual connection around the adapter starts; one that is parallel has none.</summary>
    [JsonPropertyName("residual_before_ln")]
    public BottleneckResidual Residual { get; init; }

    /// <summary>Whether that connection ends before the adapter's own norm on its output.</summary>
    [JsonPropertyName("adapter_residual_before_ln")]
    public bool JoinsBeforeOwnNorm { get; init; }

    /// <summary>Whether a block that can be inverted follows the embeddings (MAD-X, arXiv 2005.00052): <c>nice</c>, or null.</summary>
    [JsonPropertyName("inv_adapter")]
    public string? Invertible { get; init; }

    /// <summary>What half the hidden width is divided by in that block.</summary>
    [JsonPropertyName("inv_adapter_reduction_factor")]
    public double? InvertibleReduction { get; init; }

    /// <summary>The numbers of the layers that get no adapters, from 0; a decoder's follow those of its encoder.</summary>
    [JsonPropertyName("leave_out")]
    public IReadOnlyList<int>? LeaveOut { get; init; } = [];

    /// <summary>The dropout of the update in training.</summary>
    [JsonPropertyName("dropout")]
    public double Dropout { get; init; }

    /// <summary>How often, in training, a text's whole update is left out (arXiv 1603.09382).</summary>
    [JsonPropertyName("stochastic_depth")]
    public double StochasticDepth { get; init; }

    /// <inheritdoc/>
    protected internal override Attachment Attach(PeftModel model, string adapter, long seed) => new BottleneckAttachment(
        model,
        model.Model as PretrainedModel ?? throw new ArgumentException("Bottleneck adapters sit in the layers of the workbook's models."),
        adapter,
        this,
        StartSeed ?? seed);

    /// <summary>Whether a sub-layer gets an adapter.</summary>
    internal bool Takes(SubLayer place) => LeaveOut?.Contains(place.Layer) != true && place.Kind switch
    {
        SubLayerKind.SelfAttention => AfterAttention,
        SubLayerKind.CrossAttention => AfterCrossAttention,
        _ => AfterFeedForward,
    };
}
