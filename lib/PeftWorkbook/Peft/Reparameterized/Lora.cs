using System.Text.Json.Serialization;
using PeftWorkbook.Engine;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// LoRA (arXiv 2106.09685): the frozen weight gets a low-rank update, <c>W' = W + s B A</c> with <c>A [r, in]</c>, <c>B [out, r]</c> and
/// <c>s = alpha / r</c>. B starts at zero, so the fresh adapter changes nothing. It trains <c>r (in + out)</c> numbers a layer.
/// </summary>
[PeftMethod("LORA", ArXiv = "2106.09685")]
public sealed record LoraConfig : LayerPeftConfig, ITrainsBiases
{
    /// <summary>PEFT's defaults: rank 8, alpha 8.</summary>
    [JsonConstructor]
    public LoraConfig()
    {
    }

    /// <summary>The settings that are most often given.</summary>
    /// <param name="Rank">r, the rank of the update.</param>
    /// <param name="Alpha">The update is scaled by alpha / r.</param>
    /// <param name="TargetModules">The layers; null takes the family's queries and values.</param>
    /// <param name="Dropout">The share of the adapter's input that is dropped in training.</param>
    public LoraConfig(int Rank, double Alpha, ModuleNames? TargetModules = null, double Dropout = 0)
    {
        (this.Rank, this.Alpha, this.Dropout) = (Rank, Alpha, Dropout);
        this.TargetModules = TargetModules;
    }

    /// <summary>r, the rank of the update.</summary>
    [JsonPropertyName("r")]
    public int Rank { get; init; } = 8;

    /// <summary>The update is scaled by alpha / r.</summary>
    [JsonPropertyName("lora_alpha")]
    public double Alpha { get; init; } = 8;

    /// <summary>The share of the adapter's input that is dropped in training.</summary>
    [JsonPropertyName("lora_dropout")]
    public double Dropout { get; init; }

    /// <summary>Scales by alpha / √r (rsLoRA, arXiv 2312.03732), which keeps large ranks trainable.</summary>
    [JsonPropertyName("use_rslora")]
    public bool UseRsLora { get; init; }

    /// <summary>How A and B start: <c>true</c> (A as a linear layer's weight, B zero), <c>"gaussian"</c>, or <c>false</c> (neither zero).</summary>
    [JsonPropertyName("init_lora_weights")]
    public LoraStart Start { get; init; } = LoraStart.Kaiming;

    /// <summary>Whether the adapter has a bias of its own, added with the scaling.</summary>
    [JsonPropertyName("lora_bias")]
    public bool HasBias { get; init; }

    /// <inheritdoc/>
    [JsonPropertyName("bias")]
    public string Bias { get; init; } = "none";

    /// <summary>Whether the base stores its weights transposed, as GPT-2 does; written for PEFT, and found out here.</summary>
    [JsonPropertyName("fan_in_fan_out")]
    public bool FanInFanOut { get; init; }

    /// <summary>Other ranks for modules whose name matches a pattern.</summary>
    [JsonPropertyName("rank_pattern")]
    public IReadOnlyDictionary<string, int> RankPattern { get; init; } = new Dictionary<string, int>();

    /// <summary>Other alphas for modules whose name matches a pattern.</summary>
    [JsonPropertyName("alpha_pattern")]
    public IReadOnlyDictionary<string, double> AlphaPattern { get; init; } = new Dictionary<string, double>();

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, string> Inert { get; } = new Dictionary<string, string>
    {
        ["alora_invocation_tokens"] = "null",
        ["arrow_config"] = "null",
        ["corda_config"] = "null",
        ["ensure_weight_tying"] = "false",
        ["eva_config"] = "null",
        ["kasa_config"] = "null",
        ["layer_replication"] = "null",
        ["loftq_config"] = "{}",
        ["lora_ga_config"] = "null",
        ["megatron_config"] = "null",
        ["megatron_core"] = "\"megatron.core\"",
        ["monteclora_config"] = "null",
        ["qalora_group_size"] = "16",
        ["target_parameters"] = "null",
        ["trainable_token_indices"] = "null",
        ["use_bdlora"] = "null",
        ["use_dora"] = "false",
        ["use_qalora"] = "false",
        ["velora_config"] = "null",
    };

    /// <summary>What the update of a module is multiplied by.</summary>
    public double Scaling(string module)
    {
        var (rank, alpha) = (Patterned(RankPattern, module, Rank), Patterned(AlphaPattern, module, Alpha));
        return UseRsLora ? alpha / Math.Sqrt(rank) : alpha / rank;
    }

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site)
    {
        var (layer, module) = (site.Layer, site.Module);
        var rank = Patterned(RankPattern, module, Rank);
        if (rank < 1 || rank > Math.Min(layer.InFeatures, layer.OutFeatures))
        {
            throw new ArgumentException(
                $"Rank {rank} does not fit '{module}', whose weight is {layer.OutFeatures} x {layer.InFeatures}: " +
                $"give one from 1 to {Math.Min(layer.InFeatures, layer.OutFeatures)}.");
        }

        return new LoraAdapter(layer, this, rank, Scaling(module), site.Seed);
    }
}

/// <summary>LoRA on one linear layer.</summary>
public sealed class LoraAdapter : DeltaAdapter
{
    private readonly Parameter lora_A;
    private readonly Parameter lora_B;
    private readonly Parameter? lora_bias;
    private readonly double _dropout;

    internal LoraAdapter(BaseLayer layer, LoraConfig config, int rank, double scaling, long seed) : base(nameof(LoraAdapter), layer)
    {
        (Scaling, _dropout) = (scaling, config.Dropout);
        var weight = layer.Weight;
        var (a, b) = config.Start.Draw(rank, layer.InFeatures, layer.OutFeatures, seed);
        lora_A = new(a.to(weight.dtype, weight.device));
        lora_B = new(b.to(weight.dtype, weight.device));
        lora_bias = config.HasBias ? new(zeros(layer.OutFeatures, weight.dtype, weight.device)) : null;
        RegisterComponents();
    }

    /// <summary><c>[r, in]</c>.</summary>
    public Parameter A => lora_A;

    /// <summary><c>[out, r]</c>.</summary>
    public Parameter B => lora_B;

    /// <summary>s, what <c>B A</c> is multiplied by.</summary>
    public double Scaling { get; }

    /// <summary>The update of the weight, <c>s B A</c>: <c>[out, in]</c>.</summary>
    public override Tensor Delta()
    {
        using var product = lora_B.mm(lora_A);
        return product * Scaling;
    }

    /// <summary><c>W x + s B (A dropout(x))</c>, in one operator where the layer's kernel has one.</summary>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        var drops = training && _dropout > 0;
        if (next.IsLayer && !drops && lora_bias is null && Layer.Frozen is { } frozen)
        {
            return frozen.ForwardLowRank(x, lora_A, lora_B, Scaling);
        }

        using var scope = NewDisposeScope();
        var sum = LowRank.Add(next.Call(x), drops ? F.dropout(x, _dropout) : x, lora_A, lora_B, Scaling);
        return (lora_bias is null ? sum : sum + (lora_bias * Scaling)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => lora_bias is null
        ? [new("lora_A.weight", lora_A), new("lora_B.weight", lora_B)]
        : [new("lora_A.weight", lora_A), new("lora_B.weight", lora_B), new("lora_B.bias", lora_bias)];

    /// <inheritdoc/>
    protected internal override Tensor? MergedBias(Tensor weight, Tensor? bias) => lora_bias is null
        ? bias
        : bias is null
            ? throw new NotSupportedException("An adapter with a bias cannot be merged into a layer without one.")
            : bias + (lora_bias * Scaling);
}
