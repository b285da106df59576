using System.Text.Json.Serialization;
using PeftWorkbook.Models;

namespace PeftWorkbook.Peft.Additive;

/// <summary>
/// Ladder side-tuning (arXiv 2206.06522): a narrow transformer beside the model reads every block's output and gives the last one
/// in its place, <c>s₀ = down₀(x)</c>, <c>s ← side_i(g s + (1 - g) down_{i+1}(h_i))</c> with <c>g = σ(a_i / T)</c>, and
/// <c>up(LN(s))</c> at the end, which the frozen head (with a final norm where there is one) reads. The model's blocks run without
/// a gradient, so that training needs the memory of the side network alone. It trains <c>(L + 1)(D d + d)</c> numbers of the
/// ladder, L gates, the side layers, and <c>2 d + d D + D</c>.
/// </summary>
[PeftMethod("LADDER_SIDE_TUNING", ArXiv = "2206.06522")]
public sealed record LadderSideTuningConfig : HeadedPeftConfig
{
    /// <summary>d, the width of the side network; null takes an eighth of the model's.</summary>
    [JsonPropertyName("side_hidden_size")]
    public int? SideSize { get; init; }

    /// <summary>Its attention heads, which divide d; null takes as many of the model's as do.</summary>
    [JsonPropertyName("side_num_attention_heads")]
    public int? SideHeads { get; init; }

    /// <summary>The inner width of its feed-forward nets; null takes d in the model's proportion.</summary>
    [JsonPropertyName("side_intermediate_size")]
    public int? SideFeedForward { get; init; }

    /// <summary>Its activation, by the names of <c>config.json</c>.</summary>
    [JsonPropertyName("activation")]
    public string Activation { get; init; } = "gelu";

    /// <summary>T, what the gates' numbers are divided by.</summary>
    [JsonPropertyName("gate_temperature")]
    public double Temperature { get; init; } = 0.1;

    /// <summary>The dropout of the side network in training.</summary>
    [JsonPropertyName("side_dropout")]
    public double Dropout { get; init; }

    /// <inheritdoc/>
    protected internal override Attachment Attach(PeftModel model, string adapter, long seed)
    {
        if (model.Model is not PretrainedModel body || body.Task == ModelTask.SequenceToSequence)
        {
            throw new NotSupportedException(
                $"{PeftType} takes an encoder or a decoder of the workbook, and not {model.Model.GetName()}.");
        }

        var sizes = ModelSizes.Of(body.Config);
        var width = SideSize ?? (int)Math.Max(1, sizes.Width / 8);
        var heads = SideHeads ?? (int)Enumerable.Range(1, (int)sizes.Heads).Last(h => width % h == 0);
        return width < 1 || heads < 1 || width % heads != 0
            ? throw new ArgumentException($"{PeftType}: {heads} heads must divide the side network's width {width}.")
            : new LadderAttachment(model, body, adapter, this with
            {
                SideSize = width,
                SideHeads = heads,
                SideFeedForward = SideFeedForward ?? (int)(width * sizes.FeedForward / sizes.Width),
            }, seed);
    }
}
