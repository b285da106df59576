using System.Text.Json.Serialization;
using PeftWorkbook.Peft.Additive;
using PeftWorkbook.Peft.Prompt;

namespace PeftWorkbook.Peft.Hybrid;

/// <summary>
/// The mix-and-match adapter (MAM, arXiv 2110.04366): a prefix in every attention, and a scaled parallel bottleneck
/// beside every feed-forward net. Without a projection of the prefix it trains <c>2 n D + 2 D m + m + D</c> numbers a
/// layer, for n virtual tokens and a bottleneck of m.
/// </summary>
[PeftMethod("MAM", ArXiv = "2110.04366")]
public sealed record MamConfig : CombinedConfig
{
    /// <summary>The prefix.</summary>
    [JsonPropertyName("prefix")]
    [JsonConverter(typeof(PartConverter<PrefixTuningConfig>))]
    public PrefixTuningConfig Prefix { get; init; } = new() { VirtualTokens = 30, HasProjection = true, HiddenSize = 800 };

    /// <summary>The bottlenecks; by default half as wide as the model.</summary>
    [JsonPropertyName("feedforward")]
    [JsonConverter(typeof(PartConverter<BottleneckConfig>))]
    public BottleneckConfig FeedForward { get; init; } = BottleneckConfig.Parallel();

    /// <inheritdoc/>
    protected internal override IReadOnlyList<PeftConfig> Parts => [Prefix, FeedForward];

    /// <inheritdoc/>
    protected internal override CombinedConfig With(IReadOnlyList<PeftConfig> parts) =>
        this with { Prefix = (PrefixTuningConfig)parts[0], FeedForward = (BottleneckConfig)parts[1] };
}
