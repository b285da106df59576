using System.Text.Json.Serialization;
using PeftWorkbook.Models;
using PeftWorkbook.Models.Layers;
using PeftWorkbook.Text;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Prompt;

/// <summary>
/// SK-Tuning (semantic knowledge tuning): the virtual tokens begin as a text with a meaning. The frozen model reads it once, and a
/// trained map of its last hidden states H makes the prompt, <c>P = H Wᵀ + b</c>, <c>D² + D</c> numbers; or, as a prefix, the keys
/// and values of every layer, <c>2 L K (D + 1)</c> with the width K of all keys, and <c>r (D + 2 L K)</c> with a map of rank r
/// without bias. The file holds the result, and not the map.
/// </summary>
[PeftMethod("SK_TUNING")]
public sealed record SkTuningConfig : PromptConfig
{
    /// <summary>The text's token ids; null encodes <see cref="PromptText"/>.</summary>
    [JsonPropertyName("token_ids")]
    public IReadOnlyList<int>? TokenIds { get; init; }

    /// <summary>The text.</summary>
    [JsonPropertyName("prompt_tuning_init_text")]
    public string? PromptText { get; init; }

    /// <summary>The tokenizer of the text: a folder or a name on the hub.</summary>
    [JsonPropertyName("tokenizer_name_or_path")]
    public string? Tokenizer { get; init; }

    /// <summary>Whether the map makes keys and values, and not word vectors.</summary>
    [JsonPropertyName("prefix")]
    public bool MakesPrefix { get; init; }

    /// <summary>The rank of the map, without a bias; null for a full one with a bias.</summary>
    [JsonPropertyName("r")]
    public int? Rank { get; init; }

    /// <summary>As many as the text has.</summary>
    [JsonPropertyName("num_virtual_tokens")]
    public override int VirtualTokens => TokenIds?.Count ?? (PromptText is null ? 0 : Encode().Count);

    private protected override string TokensSetting => "token_ids, or prompt_tuning_init_text with a tokenizer";

    private protected override bool IsPrefix => MakesPrefix;

    /// <inheritdoc/>
    private protected override PromptConfig Sized(PretrainedModel model)
    {
        var sized = (SkTuningConfig)base.Sized(model) with { TokenIds = TokenIds ?? Encode() };
        return Rank is null or >= 1
            ? sized
            : throw new ArgumentException($"The rank of SK-Tuning's map is {Rank}; it is at least 1, or none.");
    }

    /// <inheritdoc/>
    private protected override PromptEncoder CreateEncoder(PretrainedModel model, long seed)
    {
        using var generator = new Generator((ulong)seed);
        return new SkPrompt(States(model), MakesPrefix ? 2L * Layers!.Value * TokenDim!.Value : TokenDim!.Value, Rank, generator);
    }

    private IReadOnlyList<int> Encode() => PromptText is null || Tokenizer is null
        ? throw new ArgumentException(
            "SK-Tuning begins with a text: give token_ids, or prompt_tuning_init_text and tokenizer_name_or_path.")
        : [.. TextTokenizer.Load(Tokenizer).Encode(PromptText).Ids.Select(i => (int)i)];

    // What the model makes of the text, [n, D].
    private Tensor States(PretrainedModel model)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var ids = tensor(TokenIds!.Select(i => (long)i).ToArray(), [1, TokenIds!.Count], device: model.parameters().First().device);
        var wasTraining = model.training;
        model.eval();
        var output = model.call(new ModelInput(ids)
        {
            DecoderInputIds = model.Task == ModelTask.SequenceToSequence ? ids : null,
            WithHiddenStates = true,
        });
        model.train(wasTraining);
        var states = output.EncoderLastHiddenState ?? output.HiddenStates?[^1] ?? output.LastHiddenState
            ?? throw new NotSupportedException($"{model.GetName()} shows no hidden states, which SK-Tuning maps.");
        return states.squeeze(0).to_type(ScalarType.Float32).MoveToOuterDisposeScope();
    }
}

/// <summary>The frozen states and the trained map.</summary>
internal sealed class SkPrompt : PromptEncoder
{
    private readonly Parameter text_states;
    private readonly Dense? map_down;
    private readonly Dense map;

    internal SkPrompt(Tensor states, long outWidth, int? rank, Generator generator) : base(nameof(SkPrompt))
    {
        var width = states.shape[1];
        text_states = new(states.clone(), requires_grad: false);
        map_down = rank is { } r ? new(width, r, hasBias: false) : null;
        map = new(rank ?? width, outWidth, hasBias: rank is null);
        RegisterComponents();
        SeededStart.Linears(this, generator);
    }

    internal override IReadOnlyList<string> Fixed => [nameof(text_states)];

    public override Tensor forward(Tensor? tasks)
    {
        using var scope = NewDisposeScope();
        return map.call(map_down?.call(text_states) ?? text_states).MoveToOuterDisposeScope();
    }
}
