using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Selective;

/// <summary>
/// Trainable tokens: chosen rows of an embedding are trained in place of the base's, <c>E'[t] = d_t</c>, and a head of
/// the same weight
/// uses them too. It trains <c>dim</c> numbers a token; the file holds the new rows, not differences.
/// </summary>
[PeftMethod("TRAINABLE_TOKENS")]
public sealed record TrainableTokensConfig : LayerPeftConfig
{
    /// <summary>The ids of the tokens.</summary>
    [JsonPropertyName("token_indices")]
    public IReadOnlyList<long> Tokens { get; init; } = [];

    /// <summary>Whether the rows start as the base's, and not at random.</summary>
    [JsonPropertyName("init_weights")]
    public bool StartsAtBase { get; init; } = true;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Extra => [.. LayerNumbers, "exclude_modules", "modules_to_save"];

    /// <summary>A row of another module stands for itself: no head is trained with the tokens.</summary>
    protected internal override PeftConfig Completed() => this;

    /// <summary>By default the rows are the input embedding's.</summary>
    protected internal override LayerPeftConfig For(nn.Module model) => TargetModules is null
        ? this with { TargetModules = new[] { InputEmbedding(model) } }
        : this;

    /// <inheritdoc/>
    protected internal override bool Fits(BaseLayer layer) => layer.Kind == LayerKind.Embedding;

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) => Tokens.Count == 0
        ? throw new ArgumentException("token_indices names no tokens.")
        : Tokens.FirstOrDefault(t => t < 0 || t >= site.Layer.InFeatures, -1) is var wrong and not -1
            ? throw new ArgumentException($"token_indices has {wrong}; '{site.Module}' has {site.Layer.InFeatures} rows.")
            : new TokensAdapter(site.Layer, this, site.Seed);

    /// <summary>The embeddings, and the heads that share their weights and so their new rows.</summary>
    protected internal override IEnumerable<LayerPart> Parts(PeftModel model)
    {
        var selection = TargetSelection.Find(model.Model, this);
        Dictionary<string, TokensAdapter> made = [];
        yield return new(selection, site => made[site.Module] = (TokensAdapter)Create(site));
        foreach (var (_, name, module) in selection.Layers)
        {
            var view = (module as AdaptedLayer)?.View ?? BaseLayers.Of(module)!;
            var heads = TiedWeights.HeadsOf(model.Model, view).Select(h => (h.Place, selection.Naming.Of(h.Place), h.Module)).ToList();
            if (heads.Count > 0)
            {
                yield return new(selection with { Layers = heads }, site => new TokensAdapter(site.Layer, made[name])) { IsHidden = true };
            }
        }
    }

    /// <summary>The full name of the embedding that a model's ids go through first.</summary>
    internal static string InputEmbedding(nn.Module model) => model.named_modules()
        .Where(m => (m.module as AdaptedLayer)?.View.Kind == LayerKind.Embedding || m.module is Models.Layers.TokenEmbedding)
        .Select(m => m.name).FirstOrDefault()
        ?? throw new ArgumentException("The model has no embedding, so it has no trainable tokens.");
}

/// <summary>New rows of an embedding, or of the head that shares its weight.</summary>
internal sealed class TokensAdapter : LayerAdapter
{
    private readonly Parameter? trainable_tokens_delta;    // [tokens, dim]
    private readonly Tensor? trainable_tokens_original;    // [tokens, dim]
    private readonly Tensor? ids;                          // [tokens]
    private readonly Tensor? place;                        // [rows]: where a row lies among the new ones, or -1
    private readonly TokensAdapter? _owner;                // of a head, the embedding's

    internal TokensAdapter(BaseLayer layer, TrainableTokensConfig config, long seed) : base(nameof(TokensAdapter), layer)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        var weight = layer.Weight.detach();
        ids = tensor(config.Tokens.ToArray(), ScalarType.Int64, device: weight.device);
        var numbers = arange(config.Tokens.Count, ScalarType.Int64, weight.device);
        place = full([weight.shape[0]], -1, ScalarType.Int64, weight.device).index_copy(0, ids, numbers);
        trainable_tokens_original = weight.index_select(0, ids);
        trainable_tokens_delta = new(config.StartsAtBase
            ? trainable_tokens_original.clone()
            : randn(trainable_tokens_original.shape, generator: generator).to(weight.dtype, weight.device));
        trainable_tokens_delta.DetachFromDisposeScope();
        ids.DetachFromDisposeScope();
        place.DetachFromDisposeScope();
        trainable_tokens_original.DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <summary>The same rows in a head.</summary>
    internal TokensAdapter(BaseLayer head, TokensAdapter owner) : base(nameof(TokensAdapter), head)
    {
        RegisterComponents();   // before it knows its owner, which is no child of it
        _owner = owner;
    }

    // A head looks its owner's tensors up each time: moving to a device gives that one others.
    private Parameter NewRows => _owner?.NewRows ?? trainable_tokens_delta!;

    private Tensor Ids => _owner?.Ids ?? ids!;

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => _owner is null
        ?
        [
            new(nameof(trainable_tokens_delta), trainable_tokens_delta!),
            new(nameof(trainable_tokens_original), trainable_tokens_original!, IsTrained: false, IsSaved: false),
        ]
        : [];

    /// <summary>PEFT writes a head's rows too.</summary>
    protected internal override IEnumerable<(string Suffix, Tensor Tensor)> Export() => [(nameof(trainable_tokens_delta), NewRows)];

    /// <summary>An embedding's rows where an id is one of the tokens; a head's scores of the tokens.</summary>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        var y = next.Call(x);
        if (Layer.Kind == LayerKind.Linear)
        {
            return y.index_copy(-1, Ids, nn.functional.linear(x, NewRows).to_type(y.dtype)).MoveToOuterDisposeScope();
        }

        var found = place!.index_select(0, x.reshape(-1)).view(x.shape);
        var rows = NewRows.index_select(0, found.clamp(min: 0).reshape(-1)).view(y.shape);
        return where((found >= 0).unsqueeze(-1), rows, y).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override Tensor MergedWeight(Tensor weight)
    {
        using var _ = no_grad();
        return weight.index_copy(0, Ids, NewRows.to_type(weight.dtype));
    }
}
