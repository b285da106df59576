using System.Text.Json.Serialization;
using PeftWorkbook.Peft.Additive;
using PeftWorkbook.Peft.Prompt;
using PeftWorkbook.Peft.Reparameterized;

namespace PeftWorkbook.Peft.Hybrid;

/// <summary>
/// UniPELT (arXiv 2110.07577): a prefix, bottlenecks and LoRA at once, each behind gates that the layer's input opens,
/// so that the input chooses among them. A gate is the mean over the text of <c>σ(w x + b)</c>; it trains <c>D + 1</c>
/// numbers beside the parts' own.
/// </summary>
[PeftMethod("UNIPELT", ArXiv = "2110.07577")]
public sealed record UniPeltConfig : CombinedConfig
{
    /// <summary>The prefix.</summary>
    [JsonPropertyName("prefix")]
    [JsonConverter(typeof(PartConverter<PrefixTuningConfig>))]
    public PrefixTuningConfig Prefix { get; init; } = new() { VirtualTokens = 10, HasProjection = true, HiddenSize = 512, Gate = "shared" };

    /// <summary>The bottlenecks.</summary>
    [JsonPropertyName("adapter")]
    [JsonConverter(typeof(PartConverter<BottleneckConfig>))]
    public BottleneckConfig Adapter { get; init; } = BottleneckConfig.Pfeiffer() with { HasGate = true };

    /// <summary>LoRA.</summary>
    [JsonPropertyName("lora")]
    [JsonConverter(typeof(PartConverter<LoraConfig>))]
    public LoraConfig Lora { get; init; } = new() { UseGating = true };

    /// <inheritdoc/>
    protected internal override IReadOnlyList<PeftConfig> Parts => [Prefix, Adapter, Lora];

    /// <inheritdoc/>
    protected internal override CombinedConfig With(IReadOnlyList<PeftConfig> parts) => this with
    {
        Prefix = (PrefixTuningConfig)parts[0],
        Adapter = (BottleneckConfig)parts[1],
        Lora = (LoraConfig)parts[2],
    };
}
