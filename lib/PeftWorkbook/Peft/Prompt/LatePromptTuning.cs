using System.Text.Json.Serialization;
using PeftWorkbook.Models;

namespace PeftWorkbook.Peft.Prompt;

/// <summary>
/// Late prompt tuning (arXiv 2210.11292): n prompts are put before the hidden states of an encoder behind block k, so that
/// gradients pass the blocks after it alone. <c>plain</c>: trained vectors, <c>n D</c> numbers. <c>npg</c>: made for each text from
/// its first hidden state, <c>U relu(D h + b) + b'</c> with <c>n D</c> outputs, <c>D m + m + m n D + n D</c>. <c>appg</c> and
/// <c>mppg</c>: <c>D h + b</c> of the text's tokens, averaged (or the largest) over n pools that cover them, then <c>U relu(·) +
/// b'</c>, <c>2 D m + m + D</c>.
/// </summary>
[PeftMethod("LATE_PROMPT_TUNING", ArXiv = "2210.11292")]
public sealed record LatePromptTuningConfig : HeadedPeftConfig
{
    /// <summary>n, the number of prompts.</summary>
    [JsonPropertyName("num_virtual_tokens")]
    public int VirtualTokens { get; init; } = 5;

    /// <summary>k, how many blocks come before the prompts; null takes half of them.</summary>
    [JsonPropertyName("prompt_layer")]
    public int? PromptLayer { get; init; }

    /// <summary>Where the prompts come from: <c>plain</c>, <c>npg</c>, <c>appg</c> or <c>mppg</c>.</summary>
    [JsonPropertyName("prompt_generator")]
    public string Generator { get; init; } = "npg";

    /// <summary>m, the inner width of a generator.</summary>
    [JsonPropertyName("bottleneck_size")]
    public int Bottleneck { get; init; } = 128;

    /// <summary>The share of the prompts' numbers that is dropped in training.</summary>
    [JsonPropertyName("prompt_dropout")]
    public double Dropout { get; init; }

    /// <inheritdoc/>
    protected internal override Attachment Attach(PeftModel model, string adapter, long seed)
    {
        if (model.Model is not PretrainedModel { IsSequenceFirst: true } body)
        {
            throw new NotSupportedException(
                $"{PeftType} takes an encoder, whose blocks need no positions (BERT, RoBERTa, DistilBERT, ViT), " +
                $"and not {model.Model.GetName()}.");
        }

        var layers = ModelSizes.Of(body.Config).Layers;
        var at = PromptLayer ?? layers / 2;
        return at < 0 || at >= layers
            ? throw new ArgumentException(
                $"prompt_layer is {at}: the model has {layers} blocks, and the last takes prompts at {layers - 1}.")
            : VirtualTokens < 1 || Bottleneck < 1
                ? throw new ArgumentException($"{PeftType} needs num_virtual_tokens and bottleneck_size above zero.")
                : new LatePromptAttachment(model, body, adapter, this with { PromptLayer = at }, seed);
    }
}
