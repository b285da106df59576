using System.Text.Json.Serialization;
using PeftWorkbook.Models;

namespace PeftWorkbook.Peft.Prompt;

/// <summary>
/// The settings that all methods share which put virtual tokens before the text: how many, and the sizes of the model, which are
/// filled in from it. None of these methods can be merged.
/// </summary>
public abstract record PromptConfig : PeftConfig
{
    /// <summary>The number of virtual tokens.</summary>
    [JsonPropertyName("num_virtual_tokens")]
    public virtual int VirtualTokens { get; init; }

    /// <summary>The width of a virtual token: the hidden width, or for prefixes key heads times their width.</summary>
    [JsonPropertyName("token_dim")]
    public int? TokenDim { get; init; }

    /// <summary>1, or 2 for an encoder-decoder: then PEFT keeps two prompts, of which most methods use the first.</summary>
    [JsonPropertyName("num_transformer_submodules")]
    public int? Submodules { get; init; }

    /// <summary>The number of attention heads; for prefixes those of keys.</summary>
    [JsonPropertyName("num_attention_heads")]
    public int? AttentionHeads { get; init; }

    /// <summary>The number of layers.</summary>
    [JsonPropertyName("num_layers")]
    public int? Layers { get; init; }

    /// <summary>Modules that are trained whole and saved with the prompt, such as a new classifier.</summary>
    [JsonPropertyName("modules_to_save")]
    public IReadOnlyList<string>? ModulesToSave { get; init; }

    /// <summary>
    /// Whether to compute what PEFT computes also where PEFT errs: a decoder's classifier then reads the last position, padding or
    /// not, and layer l of T5 takes the prefix of layer <c>2l mod L</c>. Null decides by the file: an adapter that PEFT wrote
    /// (<see cref="PeftConfig.PeftVersion"/>) was trained for its function and keeps it, a new one is right.
    /// </summary>
    [JsonIgnore]
    public bool? LikePeft { get; init; }

    /// <summary>The rows of the prompt's table.</summary>
    internal int Rows => VirtualTokens * (Submodules ?? 1);

    /// <summary><see cref="LikePeft"/>, decided.</summary>
    internal bool KeepsPeftFaults => LikePeft ?? PeftVersion is not null;

    /// <summary>Whether virtual tokens are keys and values, and not word vectors.</summary>
    private protected virtual bool IsPrefix => false;

    /// <summary>What says how many virtual tokens there are, for messages.</summary>
    private protected virtual string TokensSetting => "num_virtual_tokens a number above zero";

    /// <summary>A classifier's head is trained whole: <c>SEQ_CLS</c> and <c>TOKEN_CLS</c> add it to <see cref="ModulesToSave"/>.</summary>
    protected internal override PeftConfig Completed()
    {
        string[] heads = ["classifier", "score"];
        return TaskType is "SEQ_CLS" or "TOKEN_CLS" && !heads.All(h => ModulesToSave?.Contains(h) == true)
            ? this with { ModulesToSave = [.. (ModulesToSave ?? []).Union(heads)] }
            : this;
    }

    /// <inheritdoc/>
    protected internal override Attachment Attach(PeftModel model, string adapter, long seed)
    {
        var pretrained = model.Model as PretrainedModel
            ?? throw new ArgumentException($"{PeftType} takes a model of the workbook, and not {model.Model.GetName()}.");
        if (VirtualTokens < 1)
        {
            throw new ArgumentException($"{PeftType} has {VirtualTokens} virtual tokens: give {TokensSetting}.");
        }

        var sized = Sized(pretrained);
        using var scope = TorchSharp.torch.NewDisposeScope();
        return sized.Attach(model, pretrained, adapter, sized.CreateEncoder(pretrained, seed));
    }

    /// <summary>Makes the module that gives the virtual tokens.</summary>
    private protected abstract PromptEncoder CreateEncoder(PretrainedModel model, long seed);

    /// <summary>Makes the attachment; by default one that puts the tokens before the word vectors, or before keys and values.</summary>
    private protected virtual Attachment Attach(PeftModel model, PretrainedModel body, string adapter, PromptEncoder encoder) =>
        IsPrefix ? new PrefixAttachment(model, body, adapter, this, encoder) : new PromptAttachment(model, body, adapter, this, encoder);

    /// <summary>The settings with the model's sizes.</summary>
    /// <exception cref="ArgumentException">They give others.</exception>
    private protected virtual PromptConfig Sized(PretrainedModel model)
    {
        var config = model.Config;
        var heads = First(config, "num_attention_heads", "n_head", "num_heads", "n_heads");
        var dim = First(config, "hidden_size", "n_embd", "d_model", "dim");
        if (IsPrefix)
        {
            var headDim = First(config, dim / heads, "head_dim", "d_kv");
            heads = First(config, heads, "num_key_value_heads");
            dim = heads * headDim;
        }

        return TokenDim is { } given && given != dim
            ? throw new ArgumentException($"{PeftType} was made for a width of {given}; this model has {dim}.")
            : this with
            {
                TokenDim = dim,
                AttentionHeads = heads,
                Layers = Layers ?? First(config, "num_hidden_layers", "num_layers", "n_layer", "n_layers"),
                Submodules = Submodules ?? (model.Task == ModelTask.SequenceToSequence ? 2 : 1),
            };
    }

    private static int First(ModelConfig config, params string[] names) =>
        (int)config.Long(names.FirstOrDefault(config.Has) ?? names[0]);

    private static int First(ModelConfig config, int fallback, params string[] names) =>
        names.FirstOrDefault(config.Has) is { } name ? (int)config.Long(name) : fallback;
}
