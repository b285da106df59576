using System.Text.Json.Serialization;
using PeftWorkbook.Models;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Prompt;

/// <summary>
/// Prefix tuning (arXiv 2101.00190; without the projection it is P-tuning v2, arXiv 2110.07602): trained keys and
/// values stand before those of the text in every layer, <c>softmax(Q [K_p; K]ᵀ / √d) [V_p; V]</c>. It trains <c>2 L P
/// d</c> numbers (d: key heads times their width), or with the projection a table <c>P d</c> and two linear layers, of
/// which the file holds the result. With any of the options that PEFT lacks (the last ones below) the file holds all
/// that is trained.
/// </summary>
[PeftMethod("PREFIX_TUNING", ArXiv = "2101.00190")]
public sealed partial record PrefixTuningConfig : PromptConfig
{
    /// <summary>Whether the prefix is made by two linear layers with tanh between them.</summary>
    [JsonPropertyName("prefix_projection")]
    public bool HasProjection { get; init; }

    /// <summary>The projection's inner width; null takes a virtual token's.</summary>
    [JsonPropertyName("encoder_hidden_size")]
    public int? HiddenSize { get; init; }

    /// <summary>Null starts from normal values, <c>zero</c> from zeros.</summary>
    [JsonPropertyName("init_weights")]
    public string? Start { get; init; }

    private protected override bool IsPrefix => true;

    /// <inheritdoc/>
    private protected override PromptConfig Sized(PretrainedModel model)
    {
        var sized = (PrefixTuningConfig)base.Sized(model);
        return sized with { HiddenSize = HiddenSize ?? sized.TokenDim };
    }

    /// <inheritdoc/>
    private protected override PromptEncoder CreateEncoder(PretrainedModel model, long seed)
    {
        using var generator = new Generator((ulong)seed);
        if (HasOptions)
        {
            return new PrefixGroups(this, model, generator);
        }

        var (width, all) = (TokenDim!.Value, 2L * Layers!.Value * TokenDim.Value);
        if (!HasProjection)
        {
            return new PromptTable(Start == "zero" ? zeros(VirtualTokens, all) : randn([VirtualTokens, all], generator: generator));
        }

        var network = PromptNetwork.Projection(VirtualTokens, width, HiddenSize!.Value, all, generator);
        return Start == "zero" ? network.WithZeroOutput() : network;
    }
}
