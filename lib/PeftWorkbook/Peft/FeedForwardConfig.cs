using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft;

/// <summary>
/// The settings of bottleneck adapters that stand behind the feed-forward net of each block, before the residual is added and
/// normalised: <c>h + A(h)</c>, where h is the output of the net's last linear layer.
/// </summary>
public abstract record FeedForwardConfig : LayerPeftConfig
{
    /// <summary>m, the inner width.</summary>
    [JsonPropertyName("bottleneck_size")]
    public int Bottleneck { get; init; } = 48;

    /// <summary>The inner activation, by the names of <c>config.json</c>.</summary>
    [JsonPropertyName("activation")]
    public string Activation { get; init; } = "relu";

    /// <inheritdoc/>
    protected internal override LayerPeftConfig For(nn.Module model) =>
        TargetModules is null ? this with { TargetModules = BlockLayers.Of(model, BlockRole.Down) } : this;

    /// <summary>Refuses a width that no bottleneck has.</summary>
    /// <exception cref="ArgumentException">It is below one.</exception>
    private protected void CheckBottleneck()
    {
        if (Bottleneck < 1)
        {
            throw new ArgumentException($"bottleneck_size is {Bottleneck}: {PeftType} needs a width of at least 1.");
        }
    }
}
