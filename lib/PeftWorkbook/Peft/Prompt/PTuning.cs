using System.Text.Json.Serialization;
using PeftWorkbook.Models;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Prompt;

/// <summary>
/// P-tuning (arXiv 2103.10385): a small network makes the virtual tokens from a table, which trains more steadily than the table
/// alone: <c>MLP(E)</c>, or <c>MLP(LSTM(E))</c> with an LSTM in both directions. The file holds the result, and not the network.
/// It trains <c>P d</c> numbers and the network.
/// </summary>
[PeftMethod("P_TUNING", ArXiv = "2103.10385")]
public sealed record PTuningConfig : PromptConfig
{
    /// <summary>The network: <c>MLP</c> (three linear layers) or <c>LSTM</c> (then two).</summary>
    [JsonPropertyName("encoder_reparameterization_type")]
    public string Network { get; init; } = "MLP";

    /// <summary>Its inner width; null takes a virtual token's.</summary>
    [JsonPropertyName("encoder_hidden_size")]
    public int? HiddenSize { get; init; }

    /// <summary>The LSTM's layers; the MLP has always three.</summary>
    [JsonPropertyName("encoder_num_layers")]
    public int NetworkLayers { get; init; } = 2;

    /// <summary>The share that is dropped between the LSTM's layers in training.</summary>
    [JsonPropertyName("encoder_dropout")]
    public double Dropout { get; init; }

    /// <inheritdoc/>
    private protected override PromptConfig Sized(PretrainedModel model)
    {
        var sized = (PTuningConfig)base.Sized(model);
        return sized with { HiddenSize = HiddenSize ?? sized.TokenDim };
    }

    /// <inheritdoc/>
    private protected override PromptEncoder CreateEncoder(PretrainedModel model, long seed)
    {
        using var generator = new Generator((ulong)seed);
        var (width, hidden) = (TokenDim!.Value, HiddenSize!.Value);
        return Network switch
        {
            "MLP" => PromptNetwork.Mlp(Rows, width, hidden, generator),
            "LSTM" => PromptNetwork.Lstm(Rows, width, hidden, NetworkLayers, Dropout, generator),
            _ => throw new ArgumentException($"encoder_reparameterization_type is '{Network}'; it is MLP or LSTM."),
        };
    }
}
