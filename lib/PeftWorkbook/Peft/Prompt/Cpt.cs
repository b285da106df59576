using System.Text.Json.Serialization;
using PeftWorkbook.Models;
using PeftWorkbook.Models.Layers;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Prompt;

/// <summary>
/// Context-aware prompt tuning (arXiv 2410.17222): the virtual tokens are the words of examples, frozen, plus a trained <c>δ</c> that
/// is drawn back after each step to a length of <c>ε √(d / 2048)</c>; the examples' answers count in the loss, older ones less
/// (<see cref="CptLoss"/>). A token's kind modulo 4 says what it is: 1 the input's frame, 2 the input, 3 the answer's frame, 4 an
/// answer, whose words stay as they are. It trains <c>P d</c> numbers.
/// </summary>
[PeftMethod("CPT", ArXiv = "2410.17222")]
public sealed record CptConfig : PromptConfig
{
    /// <summary>The examples' token ids.</summary>
    [JsonPropertyName("cpt_token_ids")]
    public IReadOnlyList<int> TokenIds { get; init; } = [0];

    /// <summary>PEFT keeps it and does not use it.</summary>
    [JsonPropertyName("cpt_mask")]
    public IReadOnlyList<int>? Mask { get; init; }

    /// <summary>The kind of each token.</summary>
    [JsonPropertyName("cpt_tokens_type_mask")]
    public IReadOnlyList<int>? Kinds { get; init; }

    /// <summary><c>none</c>, or <c>decay</c>: answers further back weigh less.</summary>
    [JsonPropertyName("opt_weighted_loss_type")]
    public string Weighting { get; init; } = "none";

    /// <summary>What an answer weighs of the one after it.</summary>
    [JsonPropertyName("opt_loss_decay_factor")]
    public double Decay { get; init; } = 1;

    /// <summary>ε of the input's words.</summary>
    [JsonPropertyName("opt_projection_epsilon")]
    public double InputEpsilon { get; init; } = 0.1;

    /// <summary>ε of the frames.</summary>
    [JsonPropertyName("opt_projection_format_epsilon")]
    public double FormatEpsilon { get; init; } = 0.1;

    /// <summary>PEFT's hint where the ids come from.</summary>
    [JsonPropertyName("tokenizer_name_or_path")]
    public string? Tokenizer { get; init; }

    /// <summary>As many as there are ids.</summary>
    [JsonPropertyName("num_virtual_tokens")]
    public override int VirtualTokens => TokenIds.Count;

    private protected override string TokensSetting => "cpt_token_ids";

    /// <inheritdoc/>
    private protected override PromptConfig Sized(PretrainedModel model)
    {
        var ones = Enumerable.Repeat(1, TokenIds.Count).ToList();
        var sized = (CptConfig)base.Sized(model) with { Mask = Mask ?? ones, Kinds = Kinds ?? ones };
        return model.Task != ModelTask.CausalLanguageModel
            ? throw new ArgumentException($"CPT takes a causal language model, and not one for {model.Task}.")
            : sized.Kinds!.Count != TokenIds.Count || sized.Mask!.Count != TokenIds.Count
                ? throw new ArgumentException("cpt_token_ids, cpt_mask and cpt_tokens_type_mask must have one length.")
                : sized;
    }

    /// <inheritdoc/>
    private protected override PromptEncoder CreateEncoder(PretrainedModel model, long seed)
    {
        using var _ = no_grad();
        var ids = tensor(TokenIds.Select(i => (long)i).ToArray(), [1, TokenIds.Count], device: model.parameters().First().device);
        return new CptPrompt(model.WordTable.call(ids).squeeze(0).to_type(ScalarType.Float32), this);
    }

    /// <inheritdoc/>
    private protected override Attachment Attach(PeftModel model, PretrainedModel body, string adapter, PromptEncoder encoder) =>
        new CptAttachment(model, body, adapter, this, encoder);
}

/// <summary>Frozen word vectors and what is added to them.</summary>
internal sealed class CptPrompt : PromptEncoder
{
    private readonly TokenEmbedding embedding;
    private readonly TokenEmbedding delta_embedding;
    private readonly double[] _reach;

    internal CptPrompt(Tensor words, CptConfig config) : base(nameof(CptPrompt))
    {
        embedding = new(words.shape[0], words.shape[1]);
        delta_embedding = new(words.shape[0], words.shape[1]);
        RegisterComponents();
        using var _ = no_grad();
        embedding.Weight.copy_(words);
        delta_embedding.Weight.zero_();
        var unit = Math.Sqrt(words.shape[1] / 2048.0);
        _reach = [.. config.Kinds!.Select(k => k <= 0 ? 0 : (k % 4) switch
        {
            1 or 3 => config.FormatEpsilon * unit,
            2 => config.InputEpsilon * unit,
            _ => 0,
        })];
    }

    internal override IReadOnlyList<string> Fixed => ["embedding.weight"];

    public override Tensor forward(Tensor? tasks)
    {
        using var scope = NewDisposeScope();
        var delta = delta_embedding.Weight;
        var reach = tensor(_reach.Select(r => (float)r).ToArray(), [_reach.Length, 1], device: delta.device).to_type(delta.dtype);
        using (no_grad())
        {
            // Longer ones are drawn back, in place, so that the optimiser goes on from there; what rounding left over stays.
            var length = delta.norm(1, keepdim: true);
            delta.mul_(where(length.gt(reach * (1 + 1e-6)), reach.clamp(min: Smallest) / length.clamp(min: Smallest), ones_like(length)));
        }

        var moves = reach.gt(0);                                                     // answers stay: no gradient
        return (embedding.Weight + where(moves, delta, delta.detach())).MoveToOuterDisposeScope();
    }

    private const double Smallest = 1e-10;
}

/// <summary>Puts the examples before the text, and weighs the loss over the examples' answers and the text's.</summary>
internal sealed class CptAttachment(PeftModel model, PretrainedModel body, string adapter, CptConfig config, PromptEncoder encoder)
    : PromptAttachment(model, body, adapter, config, encoder)
{
    /// <inheritdoc/>
    protected internal override ModelOutput Run(ModelInput input, Func<ModelInput, ModelOutput> model)
    {
        var output = base.Run(input with { Labels = null }, model);
        return input.Labels is null ? output : output with { Loss = CptLoss.Of(output.Logits!, input, (CptConfig)Settings) };
    }
}
