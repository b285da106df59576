namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// LoRA on an embedding and on the head that shares its weight, with one pair of matrices: the head's A is the
/// embedding's B transposed, and
/// the other way round. PEFT counts and saves both, and both get a gradient and a step of the optimiser.
/// </summary>
internal static class TiedLora
{
    /// <summary>The layers that the settings mean, and the heads of the embeddings among them.</summary>
    internal static IEnumerable<LayerPart> PartsOf(PeftModel model, LoraConfig config)
    {
        var selection = TargetSelection.Find(model.Model, config);
        Dictionary<string, LayerAdapter> made = [];
        yield return new(selection, site => made[site.Module] = config.Create(site));
        foreach (var (_, name, module) in selection.Layers)
        {
            var view = (module as AdaptedLayer)?.View ?? BaseLayers.Of(module)!;
            var heads = view.Kind != LayerKind.Embedding
                ? []
                : TiedWeights.HeadsOf(model.Model, view).Select(h => (h.Place, selection.Naming.Of(h.Place), h.Module))
                    .Where(h => !selection.Layers.Any(l => l.Place == h.Place)).ToList();
            if (heads.Count > 0)
            {
                yield return new(
                    selection with { Layers = heads },
                    site => new TiedLoraAdapter(config.PlaceOf(site), (LoraAdapter)made[name]));
            }
        }
    }

    private sealed class TiedLoraAdapter(LoraPlace place, LoraAdapter embedding) : LoraAdapter(place, embedding);
}
