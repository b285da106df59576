using System.Text.Json.Serialization;
using PeftWorkbook.Models;

namespace PeftWorkbook.Peft.Prompt;

/// <summary>
/// ShadowPEFT: a small decoder runs beside the base and gives a shadow s of its hidden state. Before block l its input moves
/// towards or away from the shadow, <c>x + α U D (x - s)</c> with <c>D [r, d]</c> and <c>U [d, r]</c> (zero at the start); after it, the
/// block's output being h, the shadow follows, <c>s ← (1 - g) s + g T(h)</c> with <c>g = σ(G(h))</c>, where T and G are a linear layer,
/// GELU and another. The loss gets <c>λ</c> times that of the small decoder alone. It depends on the input in every block and cannot
/// be merged.
/// </summary>
[PeftMethod("SHADOW")]
public sealed record ShadowConfig : LayerPeftConfig
{
    /// <summary>r, the rank of what is added before a block.</summary>
    [JsonPropertyName("r")]
    public int Rank { get; init; } = 8;

    /// <summary>α, what it is multiplied by.</summary>
    [JsonPropertyName("shadow_alpha")]
    public double Alpha { get; init; } = 1;

    /// <summary>The share of <c>x - s</c> that is dropped in training.</summary>
    [JsonPropertyName("shadow_dropout")]
    public double Dropout { get; init; }

    /// <summary>Whether U starts at zero, so that the fresh adapter changes nothing.</summary>
    [JsonPropertyName("init_weights")]
    public bool StartsAtZero { get; init; } = true;

    /// <summary>The small decoder: <c>mirror</c> makes a new one of the base's family.</summary>
    [JsonPropertyName("shadow_model")]
    public string Model { get; init; } = "mirror";

    /// <summary>Its layers; null means one.</summary>
    [JsonPropertyName("shadow_num_hidden_layers")]
    public int? HiddenLayers { get; init; }

    /// <summary>Its hidden width; null takes the base's. Another one is brought to the base's by a linear layer.</summary>
    [JsonPropertyName("shadow_hidden_size")]
    public int? HiddenSize { get; init; }

    /// <summary>Its attention heads; null takes the base's number.</summary>
    [JsonPropertyName("shadow_num_attention_heads")]
    public int? AttentionHeads { get; init; }

    /// <summary>The width of its feed-forward net; null takes the base's.</summary>
    [JsonPropertyName("shadow_intermediate_size")]
    public int? IntermediateSize { get; init; }

    /// <summary>Whether it takes the base's frozen word vectors, where the widths agree.</summary>
    [JsonPropertyName("share_embeddings")]
    public bool SharesEmbeddings { get; init; } = true;

    /// <summary>The inner width of T and G; null takes r.</summary>
    [JsonPropertyName("update_hidden_size")]
    public int? UpdateSize { get; init; }

    /// <summary>λ, what the small decoder's own loss counts.</summary>
    [JsonPropertyName("auxiliary_loss_weight")]
    public double AuxiliaryWeight { get; init; } = 0.05;

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) =>
        throw new NotSupportedException("A shadow follows whole blocks and sits on no layer.");

    /// <inheritdoc/>
    protected internal override Attachment Attach(PeftModel model, string adapter, long seed)
    {
        var body = model.Model as PretrainedModel
            ?? throw new ArgumentException($"SHADOW takes a decoder of the workbook, and not {model.Model.GetName()}.");
        if (Model != "mirror" || ModulesToSave?.Contains("shadow_lm_head") == true)
        {
            throw new NotSupportedException("Shadows are made as 'mirror', with the base's own vocabulary head.");
        }

        using var scope = TorchSharp.torch.NewDisposeScope();
        var blocks = ShadowBlocks.Find(body, this);
        var named = TargetModules is null ? this with { TargetModules = blocks.Keys.ToArray() } : this;
        return new ShadowAttachment(model, body, adapter, named, blocks, seed);
    }

    /// <summary>The small decoder's configuration.</summary>
    internal ModelConfig Mirror(ModelConfig config)
    {
        var isLlama = config.ModelType == "llama";
        string Named(params string[] names) => names.FirstOrDefault(config.Has) ?? names[0];
        var (dim, heads) = (Named("hidden_size", "n_embd"), Named("num_attention_heads", "n_head"));
        var headDim = config.Long("head_dim", config.Long(dim) / config.Long(heads));
        var feedForward = config.ModelType == "gpt2" ? "n_inner" : "intermediate_size";
        var mirror = config.With(
            (Named("num_hidden_layers", "n_layer"), HiddenLayers ?? 1), (dim, HiddenSize ?? config.Long(dim)),
            (heads, AttentionHeads ?? config.Long(heads)));
        mirror = IntermediateSize is { } width ? mirror.With((feedForward, width)) : mirror;
        return isLlama ? mirror.With(("head_dim", headDim)) : mirror;      // Llama's stays the base's
    }
}
