using System.Text.Json.Serialization;

namespace PeftWorkbook.Peft.Mixture;

/// <summary>
/// X-LoRA (arXiv 2402.07148): trained LoRA adapters, the experts, are mixed anew for every token and layer,
/// <c>y = W x + g Σ_e s_e B_e A_e (σ_e x)</c>. A small classifier makes σ from the last hidden states of a first pass without experts;
/// the second pass uses them. Only the classifier is trained, unless <c>use_trainable_adapters</c> is set. Since σ depends on the input,
/// it cannot be merged.
/// </summary>
[PeftMethod("XLORA", ArXiv = "2402.07148")]
public sealed record XLoraConfig : LayerPeftConfig
{
    /// <summary>
    /// The experts: their names and folders. A folder is looked for as given, then from the adapter's folder and those
    /// above it.
    /// </summary>
    [JsonPropertyName("adapters")]
    public IReadOnlyDictionary<string, string> Adapters { get; init; } = new Dictionary<string, string>();

    /// <summary>The width of the model's hidden states; null takes the model's.</summary>
    [JsonPropertyName("hidden_size")]
    public int? HiddenSize { get; init; }

    /// <summary>How many linear layers the classifier has, with ReLU between them.</summary>
    [JsonPropertyName("xlora_depth")]
    public int Depth { get; init; } = 1;

    /// <summary>The width between them.</summary>
    [JsonPropertyName("xlora_size")]
    public int Width { get; init; } = 2048;

    /// <summary>The share of what is between them that is dropped in training.</summary>
    [JsonPropertyName("xlora_dropout_p")]
    public double Dropout { get; init; } = 0.2;

    /// <summary>Whether every layer has scalings of its own.</summary>
    [JsonPropertyName("layerwise_scalings")]
    public bool IsLayerwise { get; init; }

    /// <summary>Whether scalings are a softmax over the experts.</summary>
    [JsonPropertyName("enable_softmax")]
    public bool UsesSoftmax { get; init; } = true;

    /// <summary>Whether what <see cref="TopK"/> leaves goes through a softmax again.</summary>
    [JsonPropertyName("enable_softmax_topk")]
    public bool UsesSoftmaxAfterTopK { get; init; }

    /// <summary>What the classifier's output is divided by before the softmax.</summary>
    [JsonPropertyName("softmax_temperature")]
    public double Temperature { get; init; } = 1;

    /// <summary>How many experts act on a token, with their scalings as they are; null means all.</summary>
    [JsonPropertyName("top_k_lora")]
    public int? TopK { get; init; }

    /// <summary>g.</summary>
    [JsonPropertyName("global_scaling_weight")]
    public double GlobalWeight { get; init; } = 1;

    /// <summary>σ in the first pass: zero, most often, which leaves the experts out.</summary>
    [JsonPropertyName("scaling_pass_value")]
    public double FirstPassScaling { get; init; }

    /// <summary>Whether the experts are trained too.</summary>
    [JsonPropertyName("use_trainable_adapters")]
    public bool TrainsExperts { get; init; }

    /// <summary>The experts, found on the model that they are for.</summary>
    internal IReadOnlyList<XLoraExpert> Experts { get; init; } = [];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Extra { get; } =
        [.. LayerNumbers, "target_modules", "exclude_modules", "modules_to_save"];

    /// <inheritdoc/>
    protected internal override PeftConfig Completed() => this;

    /// <inheritdoc/>
    protected internal override bool MixesPositions => true;

    /// <inheritdoc/>
    protected internal override IEnumerable<LayerPart> Parts(PeftModel model)
    {
        var layers = Experts.SelectMany(e => e.Layers.Layers)
            .DistinctBy(l => l.Place).ToDictionary(l => l.Place);
        var ordered = model.Model.named_modules().Where(m => layers.ContainsKey(m.name)).Select(m => layers[m.name]);
        return [new(new(Experts[0].Layers.Naming, [.. ordered]), Create)];
    }

    /// <inheritdoc/>
    protected internal override AdapterShare CreateShare(IReadOnlyList<AdapterSite> sites, long seed) =>
        new XLoraClassifier(this, sites, seed);

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) => new XLoraAdapter(site, this);

    /// <inheritdoc/>
    protected internal override Attachment Attach(PeftModel model, string adapter, long seed)
    {
        if (Adapters.Count == 0)
        {
            throw new ArgumentException("X-LoRA mixes trained adapters: name them and their folders in 'adapters'.");
        }

        if (Depth < 1 || Width < 1 || TopK < 1 || Temperature <= 0)
        {
            throw new ArgumentException(
                "X-LoRA needs xlora_depth, xlora_size and top_k_lora of at least 1 " +
                $"and a positive softmax_temperature, not {Depth}, {Width}, " +
                $"{TopK} and {Temperature}.");
        }

        var size = (model.Model as Models.PretrainedModel)?.Config.HiddenSize;
        return HiddenSize is { } told && size is { } real && told != real
            ? throw new ArgumentException($"X-LoRA's hidden_size is {told}, and the model's is {real}.")
            : new XLoraAttachment(
                model, adapter,
                this with
                {
                    HiddenSize = HiddenSize ?? (int?)size ?? throw new ArgumentException("X-LoRA needs hidden_size for this model."),
                    Experts = [.. Adapters.Select(a => XLoraExpert.Find(model, this, a.Key, a.Value))],
                },
                seed);
    }
}
