using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft;

/// <summary>An adapter that is one <see cref="LayerAdapter"/> on each of its layers, and modules that are trained whole.</summary>
public class LayerAttachment : Attachment
{
    /// <summary>What keys of layers begin with in PEFT's files.</summary>
    protected const string Prefix = "base_model.model.";

    /// <summary>What keys of shared tensors begin with in PEFT's files.</summary>
    private const string SharedPrefix = "base_model.";

    private readonly List<(AdapterSite Site, AdaptedLayer Layer, LayerAdapter Adapter)> _sites = [];
    private readonly IReadOnlyList<(string Module, SavedModule Parameters)> _whole;
    private readonly SavedModule? _biases;
    private readonly AdapterShare? _share;

    /// <summary>Puts the adapter on the layers that the configuration means.</summary>
    /// <param name="model">The model with adapters.</param>
    /// <param name="adapter">The adapter's name.</param>
    /// <param name="config">The settings, completed.</param>
    /// <param name="seed">Seeds the random values.</param>
    protected internal LayerAttachment(PeftModel model, string adapter, LayerPeftConfig config, long seed) : base(adapter, config)
    {
        using var scope = NewDisposeScope();
        var found = TargetSelection.Find(model.Model, config);
        List<AdapterSite> sites =
        [
            .. found.Layers.Select((f, i) => new AdapterSite(
                f.Name, (f.Module as AdaptedLayer)?.View ?? BaseLayers.Of(f.Module)!, i, unchecked((seed * 1_000_003) + i))),
        ];
        _share = config.CreateShare(sites, seed);
        ShareWithEarlier(model);
        var adapters = sites.Select(s => config.Create(s with { Share = _share })).ToList();
        foreach (var (site, layer, layerAdapter) in sites.Zip(found.Layers, adapters))
        {
            _sites.Add((site, Adapt(model, site.Layer, layer.Place, layer.Module), layerAdapter));
        }

        foreach (var (_, layer, layerAdapter) in _sites)
        {
            layer.Add(adapter, layerAdapter);
        }

        scope.Detach(OwnModules.Concat(adapters).SelectMany(m => m.parameters().Concat(m.buffers())));
        _whole = SavedModule.Find(model.Model, found.Naming, config.ModulesToSave ?? []);
        _biases = TrainedBiases.Find(
            model.Model, found.Naming, (config as ITrainsBiases)?.Bias ?? "none",
            sites.Select(s => s.Module).ToHashSet(), [.. _whole.Select(w => w.Module)]);
    }

    /// <summary>The layers, each with its adapter.</summary>
    public IReadOnlyList<(AdapterSite Site, AdaptedLayer Layer, LayerAdapter Adapter)> Sites => _sites;

    /// <summary>What the layers share.</summary>
    public AdapterShare? Share => _share;

    /// <inheritdoc/>
    public override IEnumerable<AttachmentTensor> State =>
        (_share?.State ?? []).Select(s => new AttachmentTensor(SharedPrefix + s.Suffix, s.Tensor, s.IsTrained, s.IsSaved))
            .Concat(_sites.SelectMany(s => s.Adapter.State.Select(
                t => new AttachmentTensor(Key(s.Site, t.Suffix), t.Tensor, t.IsTrained, t.IsSaved))))
            .Concat(InPlace.SelectMany(s => s.State.Select(t => new AttachmentTensor(Prefix + t.Name, t.Tensor))));

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Parameter Parameter)> Trainable =>
        (_share?.State ?? []).Where(s => s.IsTrained).Select(s => (s.Suffix, (Parameter)s.Tensor))
            .Concat(_sites.SelectMany(s => s.Adapter.State.Where(t => t.IsTrained)
                .Select(t => ($"{s.Site.Module}.{t.Suffix}", (Parameter)t.Tensor))))
            .Concat(InPlace.SelectMany(s => s.Live));

    /// <inheritdoc/>
    public override long ParkedCount => _whole.Sum(s => s.Parameters.Live.Sum(p => p.Parameter.numel()));

    // Parameters of the model that this adapter trains where they are.
    private IEnumerable<SavedModule> InPlace => _whole.Select(w => w.Parameters).Concat(_biases is null ? [] : [_biases]);

    /// <inheritdoc/>
    protected internal override IEnumerable<nn.Module> OwnModules => _share is null ? [] : [_share];

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
    protected internal override IEnumerable<(string Key, Tensor Tensor)> Export() =>
        (_share?.State ?? []).Where(s => s.IsSaved).Select(s => (SharedPrefix + s.Suffix, s.Tensor))
            .Concat(_sites.SelectMany(s => s.Adapter.Export().Select(t => (Key(s.Site, t.Suffix), t.Tensor))))
            .Concat(InPlace.SelectMany(s => s.State.Select(t => (Prefix + t.Name, t.Tensor))))
            .Concat(Copies().Select(t => (Prefix + t.Name, t.Tensor)));

    /// <inheritdoc/>
    protected internal override bool IsRedundant(string key) => TrainedBiases.IsCopy(key);

    /// <inheritdoc/>
    protected internal override void Import(string key, Tensor value)
    {
        foreach (var (site, _, adapter) in _sites)
        {
            var start = Prefix + site.Module + ".";
            if (key.StartsWith(start, StringComparison.Ordinal) && adapter.Export().Any(t => t.Suffix == key[start.Length..]))
            {
                adapter.Import(key[start.Length..], value);
                return;
            }
        }

        var suffix = key.StartsWith(SharedPrefix, StringComparison.Ordinal) ? key[SharedPrefix.Length..] : key;
        if (_share is not null && _share.State.Any(s => s.Suffix == suffix))
        {
            _share.Import(suffix, value);
            return;
        }

        base.Import(key, value);
    }

    /// <inheritdoc/>
    protected internal override void CheckMerge()
    {
        if (_sites.FirstOrDefault(s => !s.Adapter.CanMerge) is { Adapter: not null } site)
        {
            throw new NotSupportedException($"'{Name}' ({Config.PeftType}) cannot be merged into {site.Site.Module}.");
        }
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

    private static string Key(AdapterSite site, string suffix) => $"{Prefix}{site.Module}.{suffix}";

    private IEnumerable<(string Name, Tensor Tensor)> Copies() => (Config as ITrainsBiases)?.Bias == "all"
        ? _whole.SelectMany(w => TrainedBiases.Copies(Name, w.Module, w.Parameters))
        : [];

    private static AdaptedLayer Adapt(PeftModel model, BaseLayer view, string place, nn.Module module)
    {
        if (module is AdaptedLayer already)
        {
            return already;
        }

        var adapted = new AdaptedLayer(view, model.Switch);
        if (!model.Model.training)
        {
            adapted.eval();
        }

        ModuleTree.Replace(model.Model, place, adapted);
        return adapted;
    }
}
