using System.Text.Json.Serialization;
using PeftWorkbook.Models;
using PeftWorkbook.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Prompt;

/// <summary>
/// ATTEMPT (arXiv 2205.11961): prompts of other tasks are mixed for each text, by attention, with the task's own, <c>Σ_j a_j P_j +
/// P_target</c> over sources and target, <c>a = softmax_j(max(P_j) · h / T)</c> with <c>h = LN(U silu(D max(x)))</c>; the maxima
/// run over positions. The sources stay as they are. It trains <c>n D + 2 D d + 2 D</c> numbers.
/// </summary>
[PeftMethod("ATTEMPT", ArXiv = "2205.11961")]
public sealed record AttemptConfig : PromptConfig
{
    /// <summary>d, the inner width of the attention's net.</summary>
    [JsonPropertyName("bottleneck_size")]
    public int Bottleneck { get; init; } = 100;

    /// <summary>T, what the scores are divided by; null takes the width times e, as the paper.</summary>
    [JsonPropertyName("temperature")]
    public double? Temperature { get; init; }

    /// <summary>
    /// Whether the text's maximum sees padding too, as the authors' code does, so that a text's prompt depends on its batch.
    /// </summary>
    [JsonPropertyName("max_sees_padding")]
    public bool SeesPadding { get; init; }

    /// <summary>The number of source prompts.</summary>
    [JsonPropertyName("num_sources")]
    public int Sources { get; init; } = 1;

    /// <summary>
    /// Folders of PROMPT_TUNING adapters, the source prompts; null draws them, or takes those that the file holds.
    /// </summary>
    [JsonPropertyName("source_prompts")]
    public IReadOnlyList<string>? SourceFolders { get; init; }

    /// <inheritdoc/>
    private protected override PromptConfig Sized(PretrainedModel model)
    {
        var sized = (AttemptConfig)base.Sized(model);
        return sized with { Temperature = Temperature ?? (sized.TokenDim!.Value * Math.E), Sources = SourceFolders?.Count ?? Sources };
    }

    /// <inheritdoc/>
    private protected override PromptEncoder CreateEncoder(PretrainedModel model, long seed)
    {
        if (Sources < 1 || Bottleneck < 1)
        {
            throw new ArgumentException($"ATTEMPT needs num_sources and bottleneck_size above zero, not {Sources} and {Bottleneck}.");
        }

        using var generator = new Generator((ulong)seed);
        var sources = SourceFolders is null || InferenceMode
            ? TorchDraws.Normal(generator, 0.5, Sources, VirtualTokens, TokenDim!.Value)
            : stack([.. SourceFolders.Select(f => SourcePrompts.Load(f, VirtualTokens, TokenDim!.Value))]);
        return new AttemptPrompts(this, sources, generator);
    }

    /// <inheritdoc/>
    private protected override Attachment Attach(PeftModel model, PretrainedModel body, string adapter, PromptEncoder encoder) =>
        new AttemptAttachment(model, body, adapter, this, encoder);
}

/// <summary>The prompts and the attention over them.</summary>
internal sealed class AttemptPrompts : PromptEncoder
{
    private readonly TokenEmbedding embedding;
    private readonly Parameter source_prompts;          // [sources, n, D]
    private readonly Dense attention_down, attention_up;
    private readonly LayerNorm attention_norm;
    private readonly double _temperature;

    internal AttemptPrompts(AttemptConfig config, Tensor sources, Generator generator) : base(nameof(AttemptPrompts))
    {
        var width = config.TokenDim!.Value;
        _temperature = config.Temperature!.Value;
        embedding = new(config.VirtualTokens, width);
        source_prompts = new(sources, requires_grad: false);
        attention_down = new(width, config.Bottleneck, hasBias: false);
        attention_up = new(config.Bottleneck, width, hasBias: false);
        attention_norm = nn.LayerNorm(width, 1e-5);
        RegisterComponents();
        SeededStart.Normal(embedding.Weight, generator, 0.5);
        SeededStart.Linears(this, generator);
    }

    internal override IReadOnlyList<string> Fixed => [nameof(source_prompts)];

    /// <summary>What each prompt weighs, the target's last: <c>[batch, sources + 1]</c>.</summary>
    /// <param name="words">The text's word vectors, <c>[batch, seq, D]</c>.</param>
    /// <param name="mask">1 for what the maximum sees, <c>[batch, seq]</c>; null where it sees all.</param>
    internal Tensor Attention(Tensor words, Tensor? mask)
    {
        using var scope = NewDisposeScope();
        var seen = mask is null ? words : words.masked_fill(mask.eq(0).unsqueeze(-1), double.NegativeInfinity);
        var hidden = attention_norm.call(attention_up.call(nn.functional.silu(attention_down.call(seen.amax(1)))));
        return (hidden.mm(All().amax(1).t()) / _temperature).softmax(-1).MoveToOuterDisposeScope();
    }

    /// <summary>The mixed prompts, <c>[batch, n, D]</c>.</summary>
    internal Tensor Mixed(Tensor attention)
    {
        using var scope = NewDisposeScope();
        var all = All();
        var mixed = attention.mm(all.view(all.shape[0], -1)).view(attention.shape[0], all.shape[1], all.shape[2]);
        return (mixed + embedding.Weight).MoveToOuterDisposeScope();
    }

    public override Tensor forward(Tensor? tasks) => throw new InvalidOperationException("ATTEMPT's prompts follow from the text.");

    internal override IEnumerable<(string Key, Tensor Tensor)> Export() =>
        named_parameters().Select(p => (p.name == "embedding.weight" ? Result : p.name, (Tensor)p.parameter));

    internal override bool TryImport(string key, Tensor value)
    {
        using var _ = no_grad();
        Export().First(e => e.Key == key).Tensor.copy_(value);
        return true;
    }

    private Tensor All() => cat([source_prompts, embedding.Weight.unsqueeze(0)], 0);
}

/// <summary>Puts each text's prompt before it. With a cache it is that of the first call's text.</summary>
internal sealed class AttemptAttachment(
    PeftModel model, PretrainedModel body, string adapter, AttemptConfig config, PromptEncoder encoder)
    : PromptAttachment(model, body, adapter, config, encoder)
{
    private protected override ModelInput WithPrompt(ModelInput input)
    {
        if (input.EncoderOutput is not null)
        {
            return input;
        }

        var (words, prompts) = (Words(input), (AttemptPrompts)Encoder);
        var mask = ((AttemptConfig)Settings).SeesPadding ? null : TextMask(input);
        return Embed(input with { InputIds = null, InputsEmbeds = words }, prompts.Mixed(prompts.Attention(words, mask)));
    }
}
