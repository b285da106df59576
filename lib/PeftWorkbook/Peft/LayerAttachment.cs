using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft;

/// <summary>An adapter that is one <see cref="LayerAdapter"/> on each of its layers, and modules that are trained whole.</summary>
internal sealed class LayerAttachment : Attachment
{
    private const string Prefix = "base_model.model.";

    private readonly List<(string Module, AdaptedLayer Layer, LayerAdapter Adapter)> _sites = [];
    private readonly List<SavedModule> _saved = [];

    internal LayerAttachment(PeftModel model, string adapter, LayerPeftConfig config, long seed) : base(adapter, config)
    {
        using var scope = NewDisposeScope();
        List<Tensor> made = [];
        var index = 0L;
        foreach (var (name, module) in TargetSelection.Find(model.Model, config))
        {
            var view = (module as AdaptedLayer)?.View ?? BaseLayers.Of(module)!;
            var layerAdapter = config.Create(view, name, unchecked((seed * 1_000_003) + index++));
            made.AddRange(layerAdapter.parameters());
            made.AddRange(layerAdapter.buffers());
            _sites.Add((name, Adapt(model, name, module, view), layerAdapter));
        }

        foreach (var (_, layer, layerAdapter) in _sites)
        {
            layer.Add(adapter, layerAdapter);
        }

        scope.Detach(made);
        _saved.AddRange(SavedModule.Find(model, config.ModulesToSave ?? []));
    }

    public override IEnumerable<(string Key, Tensor Tensor)> State =>
        _sites.SelectMany(s => s.Adapter.State.Select(t => ($"{Prefix}{s.Module}.{t.Suffix}", (Tensor)t.Tensor)))
            .Concat(_saved.SelectMany(s => s.State.Select(t => (Prefix + t.Name, t.Tensor))));

    public override IEnumerable<(string Name, Parameter Parameter)> Trainable =>
        _sites.SelectMany(s => s.Adapter.State.Select(t => ($"{s.Module}.{t.Suffix}", t.Tensor)))
            .Concat(_saved.SelectMany(s => s.Live));

    public override long ParkedCount => _saved.Sum(s => s.Live.Sum(p => p.Parameter.numel()));

    protected internal override void Activate()
    {
        foreach (var saved in _saved)
        {
            saved.SwapIn();
        }

        foreach (var (_, parameter) in Trainable)
        {
            parameter.requires_grad = !Config.InferenceMode && parameter.is_floating_point();
        }
    }

    protected internal override void Deactivate()
    {
        foreach (var (_, parameter) in Trainable)
        {
            parameter.requires_grad = false;
        }

        foreach (var saved in _saved)
        {
            saved.SwapOut();
        }
    }

    protected internal override void Restore(string key, Tensor value)
    {
        using var _ = no_grad();
        State.First(s => s.Key == key).Tensor.copy_(value);
    }

    protected internal override void Remove()
    {
        foreach (var (_, layer, _) in _sites)
        {
            layer.Remove(Name);
        }

        foreach (var saved in _saved)
        {
            saved.Dispose();
        }
    }

    private static AdaptedLayer Adapt(PeftModel model, string name, torch.nn.Module module, BaseLayer view)
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

        ModuleTree.Replace(model.Model, name, adapted);
        return adapted;
    }
}
