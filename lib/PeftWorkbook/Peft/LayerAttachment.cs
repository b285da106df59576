using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft;

/// <summary>
/// An adapter that is one <see cref="LayerAdapter"/> on each of its layers, and modules that are trained whole.
/// </summary>
public partial class LayerAttachment : Attachment
{
    /// <summary>What keys of layers begin with in PEFT's files.</summary>
    protected const string Prefix = "base_model.model.";

    /// <summary>What keys of shared tensors begin with in PEFT's files.</summary>
    private const string SharedPrefix = "base_model.";

    private readonly List<(AdapterSite Site, AdaptedLayer Layer, LayerAdapter Adapter)> _sites = [];
    private readonly IReadOnlyList<(string Module, SavedModule Parameters)> _whole;
    private readonly SavedModule? _biases;
    private readonly AdapterShare? _share;
    private readonly bool _movesBase;

    /// <summary>Puts the adapter on the layers that the configuration means.</summary>
    /// <param name="model">The model with adapters.</param>
    /// <param name="adapter">The adapter's name.</param>
    /// <param name="config">The settings, completed.</param>
    /// <param name="seed">Seeds the random values.</param>
    protected internal LayerAttachment(PeftModel model, string adapter, LayerPeftConfig config, long seed) : base(adapter, config)
    {
        using var scope = NewDisposeScope();
        List<(LayerPart Part, string Place, nn.Module Module, AdapterSite Site)> sites = [];
        foreach (var part in config.Parts(model))
        {
            var first = sites.Count;        // read once: the list grows while the layers are counted
            sites.AddRange(part.Selection.Layers.Select((f, i) => (part, f.Place, f.Module, new AdapterSite(
                f.Name, ViewOf(f.Module), first + i, unchecked((seed * 1_000_003) + first + i))
            {
                Adapter = adapter,
                KeyPrefix = part.KeyPrefix,
                IsHidden = part.IsHidden,
            })));
        }

        var (main, tied) = (sites[0].Part, TiedWeights.In(model.Model));
        _share = config.CreateShare([.. sites.Where(s => s.Part == main).Select(s => s.Site)], seed);
        ShareWithEarlier(model);
        var adapters = sites.Select(s => s.Part.Create(s.Site with { Share = _share })).ToList();
        foreach (var (site, layerAdapter) in sites.Zip(adapters))
        {
            _sites.Add((site.Site, Adapt(model, site.Site.Layer, site.Place, site.Module, tied), layerAdapter));
        }

        foreach (var (_, layer, layerAdapter) in _sites)
        {
            layer.Add(adapter, layerAdapter);
        }

        scope.Detach(OwnModules.Concat(adapters).SelectMany(m => m.parameters().Concat(m.buffers())));
        var naming = main.Selection.Naming;
        _whole = SavedModule.Find(model.Model, naming, config.ModulesToSave ?? []);
        _biases = TrainedBiases.Find(
            model.Model, naming, (config as ITrainsBiases)?.Bias ?? "none",
            sites.Select(s => s.Site.Module).ToHashSet(), [.. _whole.Select(w => w.Module)]);
        _movesBase = adapters.Any(a => a.MovesBase);
        _tiedCopies = config.TiesWeights ? TiedCopies(model.Model, naming) : [];
        Train(false);
    }

    /// <summary>The layers, each with its adapter.</summary>
    public IReadOnlyList<(AdapterSite Site, AdaptedLayer Layer, LayerAdapter Adapter)> Sites => _sites;

    /// <summary>What the layers share.</summary>
    public AdapterShare? Share => _share;

    /// <inheritdoc/>
    public override IEnumerable<AttachmentTensor> State =>
        (_share?.State ?? []).Select(s => new AttachmentTensor(SharedPrefix + s.Suffix, s.Tensor, s.IsTrained, s.IsSaved))
            .Concat(Own.SelectMany(s => s.Adapter.State.Select(
                t => new AttachmentTensor(Key(s.Site, t.Suffix), t.Tensor, t.IsTrained, t.IsSaved))))
            .Concat(InPlace.SelectMany(s => s.State.Select(t => new AttachmentTensor(Prefix + t.Name, t.Tensor))));

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Parameter Parameter)> Trainable =>
        (_share?.State ?? []).Where(s => s.IsTrained).Select(s => (s.Suffix, (Parameter)s.Tensor))
            .Concat(Own.SelectMany(s => s.Adapter.State.Where(t => t.IsTrained)
                .Select(t => ($"{s.Site.Module}.{s.Site.KeyPrefix}{t.Suffix}", (Parameter)t.Tensor))))
            .Concat(InPlace.SelectMany(s => s.Live));

    /// <inheritdoc/>
    public override long ParkedCount => _whole.Sum(s => s.Parameters.Live.Sum(p => p.Parameter.numel()));

    // The layers whose tensors are this adapter's own, and not those of another of its layers.
    private IEnumerable<(AdapterSite Site, AdaptedLayer Layer, LayerAdapter Adapter)> Own => _sites.Where(s => !s.Site.IsHidden);

    // Parameters of the model that this adapter trains where they are.
    private IEnumerable<SavedModule> InPlace => _whole.Select(w => w.Parameters).Concat(_biases is null ? [] : [_biases]);

    /// <inheritdoc/>
    protected internal override bool MixesPositions => ((LayerPeftConfig)Config).MixesPositions;

    /// <inheritdoc/>
    protected internal override IEnumerable<AdaptedLayer> MovedLayers => _movesBase ? _sites.Select(s => s.Layer) : [];

    /// <inheritdoc/>
    protected internal override bool SharesPasses => GetType() == typeof(LayerAttachment) && !_movesBase && !InPlace.Any()
        && !MixesPositions && !_sites.Any(s => s.Adapter.NeedsAllPositions);

    /// <summary>
    /// What it trains of the model's own parameters, under their outer names: its values and the base's. Right while no adapter is active.
    /// </summary>
    internal IEnumerable<(string Name, Tensor Value, Tensor Base)> Replaced =>
        InPlace.SelectMany(s => s.State.Zip(s.Base, (own, theirs) => (own.Name, own.Tensor, theirs.Tensor)));

    /// <inheritdoc/>
    protected internal override IEnumerable<nn.Module> OwnModules => _share is null ? [] : [_share];

    /// <inheritdoc/>
    protected internal override IEnumerable<(string Key, RepeatedDraws Draws)> Draws =>
        (_share?.Draws ?? []).Select(d => (SharedPrefix + d.Suffix, d.Draws))
            .Concat(Own.SelectMany(s => s.Adapter.Draws.Select(d => (Key(s.Site, d.Suffix), d.Draws))));

    /// <inheritdoc/>
    protected internal override Tensor? Regularisation()
    {
        using var scope = NewDisposeScope();
        var terms = _sites.Select(s => s.Adapter.Regularisation()).OfType<Tensor>().ToList();
        return terms.Count == 0 ? null : terms.Aggregate((a, b) => a + b).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override Models.ModelOutput Run(Models.ModelInput input, Func<Models.ModelInput, Models.ModelOutput> model) =>
        model(_sites.Any(s => s.Adapter.NeedsAllPositions) ? input with { NeedsAllPositions = true } : input);

    /// <inheritdoc/>
    protected internal override void BeforeStep()
    {
        foreach (var (_, _, adapter) in Own)
        {
            adapter.BeforeStep();
        }
    }

    /// <inheritdoc/>
    protected internal override void AfterStep(int step)
    {
        foreach (var (_, _, adapter) in Own)
        {
            adapter.AfterStep(step);
        }
    }

    /// <inheritdoc/>
    protected internal override void Activate()
    {
        foreach (var parameters in InPlace)
        {
            parameters.SwapIn();
        }

        base.Activate();
    }

    /// <inheritdoc/>
    protected internal override void Deactivate()
    {
        base.Deactivate();
        foreach (var parameters in InPlace)
        {
            parameters.SwapOut();
        }
    }

    /// <inheritdoc/>
    protected internal override void CheckMerge()
    {
        if (_sites.FirstOrDefault(s => !s.Adapter.CanMerge) is { Adapter: not null } site)
        {
            throw new NotSupportedException($"'{Name}' ({Config.PeftType}) cannot be merged into {site.Site.Module}.");
        }
    }

    internal override void Rename(string name)
    {
        foreach (var (_, layer, _) in _sites)
        {
            layer.Rename(Name, name);
        }

        base.Rename(name);
    }

    /// <inheritdoc/>
    protected internal override void Remove()
    {
        foreach (var (_, layer, _) in _sites)
        {
            layer.Remove(Name);
        }

        foreach (var parameters in InPlace)
        {
            parameters.Dispose();
        }

        _share?.Dispose();
    }

    private void ShareWithEarlier(PeftModel model)
    {
        var earlier = model.Adapters.Select(model.Attached).OfType<LayerAttachment>()
            .FirstOrDefault(a => a.Config.GetType() == Config.GetType());
        if (earlier?._share is { } theirs && _share?.ShareWith(theirs) is { } fault)
        {
            throw new ArgumentException($"'{Name}' cannot be added beside '{earlier.Name}' ({Config.PeftType}): {fault}.");
        }
    }

    private static BaseLayer ViewOf(nn.Module module) => (module as AdaptedLayer)?.View ?? BaseLayers.Of(module)!;

    private static AdaptedLayer Adapt(
        PeftModel model, BaseLayer view, string place, nn.Module module, IReadOnlySet<Parameter> tied)
    {
        if (module is AdaptedLayer already)
        {
            return already;
        }

        var adapted = new AdaptedLayer(view, model.Switch, view.Stored is { } weight && tied.Contains(weight));
        if (!model.Model.training)
        {
            adapted.eval();
        }

        ModuleTree.Replace(model.Model, place, adapted);
        return adapted;
    }
}
