using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using PeftWorkbook.Attention;
using PeftWorkbook.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Prompt;

/// <summary>
/// LLaMA-Adapter (arXiv 2303.16199): in the top layers each attention sees a few trained vectors beside the text, with a softmax of
/// their own behind a gate that starts at zero: <c>+ W_o (gate · softmax(Q Kₚᵀ / √d) Vₚ)</c>, where Kₚ and Vₚ are the layer's keys and
/// values of the vectors, without positions. In GPT-2, as in PEFT, <c>W_o</c> (its <c>c_proj</c>) is not applied. It trains
/// <c>P d + 1</c> numbers a layer.
/// </summary>
[PeftMethod("ADAPTION_PROMPT", ArXiv = "2303.16199")]
public sealed record AdaptionPromptConfig : PeftConfig
{
    /// <summary>The name of the attention modules; null takes the family's.</summary>
    [JsonPropertyName("target_modules")]
    public string? TargetModules { get; init; }

    /// <summary>P, the number of vectors in a layer.</summary>
    [JsonPropertyName("adapter_len")]
    public int? Length { get; init; }

    /// <summary>How many layers have some, counted from the top.</summary>
    [JsonPropertyName("adapter_layers")]
    public int? Layers { get; init; }

    /// <inheritdoc/>
    protected internal override Attachment Attach(PeftModel model, string adapter, long seed)
    {
        var body = model.Model as PretrainedModel;
        var usual = body?.Config.ModelType switch
        {
            "llama" or "qwen2" => "self_attn",
            "gpt2" => "attn",
            _ => throw new NotSupportedException($"Adaption prompts fit Llama, Qwen2 and GPT-2, and not {model.Model.GetName()}."),
        };
        var named = this with { TargetModules = TargetModules ?? usual };
        if (Length is not > 0 || Layers is not > 0)
        {
            throw new ArgumentException("Adaption prompts need adapter_len and adapter_layers, both above zero.");
        }

        using var scope = NewDisposeScope();
        return new AdaptionAttachment(model, body!, adapter, named, seed);
    }
}

/// <summary>The vectors and the gate of one layer.</summary>
internal sealed class AdaptionLayer : nn.Module
{
    private readonly Parameter adaption_prompt;
    private readonly Parameter adaption_gate;

    internal AdaptionLayer(long length, long dim, Generator generator) : base(nameof(AdaptionLayer))
    {
        adaption_prompt = new(randn([1, length, dim], generator: generator));
        adaption_gate = new(zeros(1));
        RegisterComponents();
    }

    internal GatedPrompt Prompt => new(adaption_prompt, adaption_gate);
}

/// <summary>Hands the vectors to the attentions.</summary>
internal sealed class AdaptionAttachment : ModelAttachment
{
    private readonly AdaptionLayer?[] _layers;

    internal AdaptionAttachment(PeftModel model, PretrainedModel body, string adapter, AdaptionPromptConfig config, long seed)
        : base(model, adapter, config, null, "")
    {
        var found = body.named_modules().Select(m => m.name)
            .Where(n => n.EndsWith("." + config.TargetModules, StringComparison.Ordinal) && Index(n) is not null).ToList();
        if (found.Count < config.Layers)
        {
            throw new ArgumentException(
                $"adapter_layers is {config.Layers}; the model has {found.Count} modules called '{config.TargetModules}'.");
        }

        using var generator = new Generator((ulong)seed);
        _layers = new AdaptionLayer?[found.Max(n => Index(n)!.Value) + 1];
        var like = body.parameters().First();
        foreach (var name in found.TakeLast(config.Layers!.Value))
        {
            var layer = new AdaptionLayer(config.Length!.Value, body.WordTable.parameters().First().shape[1], generator);
            Own($"base_model.model.{name}.", layer, like);
            _layers[Index(name)!.Value] = layer;
        }
    }

    /// <inheritdoc/>
    protected internal override ModelOutput Run(ModelInput input, Func<ModelInput, ModelOutput> model) => input.GatedPrompts is null
        ? model(input with { GatedPrompts = [.. _layers.Select(l => l?.Prompt)] })
        : throw new NotSupportedException($"'{Name}' cannot act beside another adaption prompt: make one of them active.");

    private static int? Index(string module) =>
        Regex.Match(module, @"\.(\d+)\.[^.]+$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)) is { Success: true } match
            ? int.Parse(match.Groups[1].ValueSpan)
            : null;
}
