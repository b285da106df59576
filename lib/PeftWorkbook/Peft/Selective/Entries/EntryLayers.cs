using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Selective.Entries;

/// <summary>The layers that entries are chosen from, and the choice.</summary>
internal sealed class EntryLayers
{
    private const string Prefix = "base_model.model.";

    private readonly PeftModel _model;
    private readonly TargetSelection _selection;
    private readonly EntriesConfig _config;
    private readonly List<(string Name, BaseLayer Layer)> _layers = [];

    internal EntryLayers(PeftModel model, TargetSelection selection, EntriesConfig config)
    {
        (_model, _selection, _config) = (model, selection, config);
        HashSet<Parameter> seen = new(ReferenceEqualityComparer.Instance);
        var views = selection.Layers.Select(l => (l.Name, Layer: (l.Module as AdaptedLayer)?.View ?? BaseLayers.Of(l.Module)!));
        foreach (var (name, view) in views.OrderByDescending(l => l.Layer.Kind == LayerKind.Embedding))
        {
            if (seen.Add(view.Parameter))       // a tied weight is the embedding's
            {
                _layers.Add((name, view));
            }
        }
    }

    /// <summary>The chosen entries by the layers' outer names.</summary>
    internal Dictionary<string, LayerEntries> Entries() =>
        _model.FileShapes is { } shapes && !_config.HasFixedPlaces ? OfFile(shapes)
        : ByLayer(_config.Masks is { } masks ? OfMasks(masks) : _config.Choose(Field()));

    /// <summary>The heads whose weight is a chosen embedding's, by that one's name.</summary>
    internal IEnumerable<(string Name, IReadOnlyList<(string Place, string Name, nn.Module Module)> Heads)> TiedHeads(
        TargetSelection chosen) =>
        from layer in _layers
        where layer.Layer.Kind == LayerKind.Embedding && chosen.Layers.Any(c => c.Name == layer.Name)
        let heads = TiedWeights.HeadsOf(_model.Model, layer.Layer)
            .Select(h => (h.Place, _selection.Naming.Of(h.Place), h.Module)).ToList()
        where heads.Count > 0
        select (layer.Name, (IReadOnlyList<(string, string, nn.Module)>)heads);

    private EntryField Field()
    {
        var parameters = ModuleNaming.BaseParameters(_model.Model)
            .DistinctBy(p => p.Parameter, ReferenceEqualityComparer.Instance).ToList();
        var whole = parameters.Where(p => SavedModule.Takes(_selection.Naming.Of(p.Name), _config.ModulesToSave ?? []));
        return new([.. Tensors()], parameters.Sum(p => p.Parameter.numel()), whole.Sum(p => p.Parameter.numel()), _config.Seed);
    }

    private IEnumerable<EntryTensor> Tensors()
    {
        var scores = _config.Scores?.Tensors;
        var scored = ModuleNaming.BaseParameters(_model.Model).Where(p => scores?.ContainsKey(p.Name) == true)
            .ToLookup(p => p.Parameter, p => scores![p.Name], (IEqualityComparer<Parameter>)ReferenceEqualityComparer.Instance);
        foreach (var (name, layer) in _layers)
        {
            var score = scored[layer.Parameter].FirstOrDefault();
            yield return new(name, layer, IsBias: false) { Score = layer.StoresTransposed ? score?.t() : score };
            if (_config.TakesBiases && layer.Bias is { } bias)
            {
                yield return new(name, layer, IsBias: true) { Score = scored[bias].FirstOrDefault() };
            }
        }
    }

    private IEnumerable<ChosenEntries> OfMasks(IReadOnlyDictionary<string, Tensor> masks)
    {
        foreach (var (name, layer) in _layers)
        {
            foreach (var tensor in new[] { new EntryTensor(name, layer, IsBias: false), new EntryTensor(name, layer, IsBias: true) })
            {
                if (masks.TryGetValue(tensor.Name, out var mask) && (!tensor.IsBias || layer.Bias is not null))
                {
                    yield return mask.numel() == tensor.Value.numel()
                        ? new(tensor, mask.to(tensor.Value.device).reshape(-1).nonzero().view(-1))
                        : throw new ArgumentException(
                            $"The mask of {tensor.Name} has {mask.numel()} entries, the tensor {tensor.Value.numel()}.");
                }
            }
        }
    }

    private Dictionary<string, LayerEntries> OfFile(IReadOnlyDictionary<string, long[]> shapes)
    {
        var found = _layers.ToDictionary(
            l => l.Name, l => new LayerEntries(Of(l, "weight"), l.Layer.Bias is null ? null : Of(l, "bias")));
        return found.Where(f => f.Value is not { Weight: null, Bias: null }).ToDictionary(f => f.Key, f => f.Value);

        EntryPlaces? Of((string Name, BaseLayer Layer) layer, string tensor)
        {
            var key = $"{Prefix}{layer.Name}.{tensor}";
            if (!shapes.ContainsKey(key + "_values"))
            {
                return null;
            }

            var isWhole = !shapes.TryGetValue(key + "_indices", out var shape);
            return new(isWhole ? null : zeros(shape!.Aggregate(1L, (a, b) => a * b), ScalarType.Int64, layer.Layer.Weight.device));
        }
    }

    private static Dictionary<string, LayerEntries> ByLayer(IEnumerable<ChosenEntries> chosen)
    {
        Dictionary<string, LayerEntries> entries = [];
        foreach (var (tensor, places) in chosen.Where(c => c.Places is null || c.Places.numel() > 0))
        {
            var there = entries.GetValueOrDefault(tensor.Module) ?? new(null, null);
            entries[tensor.Module] = tensor.IsBias
                ? there with { Bias = new(places) }
                : there with { Weight = new(places) };
        }

        return entries;
    }
}
