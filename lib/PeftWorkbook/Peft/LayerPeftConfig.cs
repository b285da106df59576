using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using PeftWorkbook.Models;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Peft;

/// <summary>The settings that all methods share which sit on layers: which layers those are.</summary>
public abstract record LayerPeftConfig : HeadedPeftConfig
{
    /// <summary>The fields that choose layers by number, which PEFT has for some methods only.</summary>
    protected static readonly string[] LayerNumbers = ["layers_to_transform", "layers_pattern"];

    /// <summary>The field of methods that leave the layers' biases alone.</summary>
    protected static readonly IReadOnlyDictionary<string, string> FixedBias = new Dictionary<string, string> { ["bias"] = "\"none\"" };

    /// <summary>The layers that are adapted; null takes the family's usual ones (its queries and values).</summary>
    [JsonPropertyName("target_modules")]
    public ModuleNames? TargetModules { get; init; }

    /// <summary>Layers that are left out although <see cref="TargetModules"/> names them.</summary>
    [JsonPropertyName("exclude_modules")]
    public ModuleNames? ExcludeModules { get; init; }

    /// <summary>The numbers of the transformer layers that are adapted; null means all.</summary>
    [JsonPropertyName("layers_to_transform")]
    [JsonConverter(typeof(IntOrListConverter))]
    public IReadOnlyList<int>? LayersToTransform { get; init; }

    /// <summary>What the list of layers is called in module names; null takes the last number in a name.</summary>
    [JsonPropertyName("layers_pattern")]
    public ModuleNames? LayersPattern { get; init; }

    /// <summary>All layers that are meant, however the settings name them.</summary>
    protected internal virtual ModuleNames? Targets => TargetModules;

    /// <summary>
    /// Whether the file also holds the weights of adapted <c>embed_tokens</c> and <c>lm_head</c>, as PEFT writes them
    /// in case the vocabulary has grown.
    /// </summary>
    protected internal virtual bool SavesEmbeddings => false;

    /// <summary>Whether adapters train embeddings and heads of one weight together.</summary>
    protected internal virtual bool TiesWeights => false;

    /// <summary>The sets of layers that the adapter sits on; most have one.</summary>
    protected internal virtual IEnumerable<LayerPart> Parts(PeftModel model) =>
        [new(TargetSelection.Find(model.Model, this, model.FileKeys), Create)];

    /// <summary>Whether the method fits a layer; by default it fits linear ones.</summary>
    protected internal virtual bool Fits(BaseLayer layer) => layer.Kind == LayerKind.Linear;

    /// <summary>Whether what a layer adds at one position depends on others.</summary>
    protected internal virtual bool MixesPositions => false;

    /// <summary>Makes what all layers share, before any adapter is made; null where the method shares nothing.</summary>
    /// <param name="sites">All layers, in the model's order.</param>
    /// <param name="seed">Seeds random values.</param>
    protected internal virtual AdapterShare? CreateShare(IReadOnlyList<AdapterSite> sites, long seed) => null;

    /// <summary>Makes the adapter of one layer.</summary>
    protected internal abstract LayerAdapter Create(AdapterSite site);

    /// <summary>The settings for a model, with what they leave to its family filled in: by default its queries and values.</summary>
    protected internal virtual LayerPeftConfig For(Module model) => Targets is null && model is PretrainedModel known
        ? this with { TargetModules = ModuleNames.Of([.. known.AttentionTargets]) }
        : this;

    /// <inheritdoc/>
    protected internal override Attachment Attach(PeftModel model, string adapter, long seed) =>
        new LayerAttachment(model, adapter, For(model.Model), seed);

    /// <summary>The value of a pattern table (<c>rank_pattern</c>) for a module, or the fallback.</summary>
    protected static T Patterned<T>(IReadOnlyDictionary<string, T>? table, string module, T fallback)
    {
        foreach (var (pattern, value) in table ?? new Dictionary<string, T>())
        {
            if (Regex.IsMatch(module, $@"^(?:.*\.)?(?:{pattern})$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)))
            {
                return value;
            }
        }

        return fallback;
    }
}
