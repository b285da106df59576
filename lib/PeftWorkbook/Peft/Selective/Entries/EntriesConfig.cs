using System.Text.Json.Serialization;
using PeftWorkbook.Models;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Selective.Entries;

/// <summary>
/// The settings that methods share which train chosen entries of weights and biases, where a rule puts them. The file
/// holds the entries'
/// new values and their places. Without target modules all linear layers but the head are chosen from.
/// </summary>
public abstract record EntriesConfig : LayerPeftConfig
{
    /// <summary>
    /// Whether the whole tensors are kept, of which entries that were not chosen get no gradient: an optimiser's weight
    /// decay moves them
    /// too, as it does in most authors' code. Otherwise nothing moves but what was chosen.
    /// </summary>
    [JsonPropertyName("dense_decay")]
    public bool DenseDecay { get; init; }

    /// <summary>
    /// The entries, in place of the rule's choice: under outer tensor names, 1 where an entry is trained, in the shape of
    /// <see cref="EntryTensor.Value"/>; a tensor that is not named is left alone.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, Tensor>? Masks { get; init; }

    /// <summary>What data say of the entries; there while the adapter is made.</summary>
    internal EntryScores? Scores { get; init; }

    /// <summary>Seeds random choices.</summary>
    internal long Seed { get; init; }

    /// <summary>Whether biases are chosen from too.</summary>
    protected internal virtual bool TakesBiases => false;

    /// <summary>Whether the places follow from the settings alone, so that no file needs to tell them.</summary>
    internal virtual bool HasFixedPlaces => false;

    /// <summary>How the entries are kept.</summary>
    internal virtual EntryStorage Storage => DenseDecay ? EntryStorage.Dense : EntryStorage.Values;

    /// <summary>The rule.</summary>
    /// <param name="field">What can be chosen from.</param>
    /// <returns>The chosen entries; a tensor that has none is left out.</returns>
    protected internal abstract IEnumerable<ChosenEntries> Choose(EntryField field);

    /// <inheritdoc/>
    protected internal override LayerPeftConfig For(nn.Module model) =>
        TargetModules is null ? this with { TargetModules = ModuleNames.AllLinear } : this;

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) =>
        throw new InvalidOperationException($"{PeftType} makes its adapters together.");

    /// <summary>The model's own names of what is chosen from.</summary>
    internal IReadOnlySet<string> TensorsOf(PretrainedModel model) => TargetSelection.Find(model, For(model)).Layers
        .SelectMany(l => TakesBiases ? new[] { l.Place + ".weight", l.Place + ".bias" } : [l.Place + ".weight"])
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>Makes the adapter of one layer.</summary>
    internal virtual LayerAdapter Create(AdapterSite site, LayerEntries entries) => new EntriesAdapter(site.Layer, entries, Storage);

    /// <inheritdoc/>
    protected internal override Attachment Attach(PeftModel model, string adapter, long seed)
    {
        var config = (EntriesConfig)For(model.Model) with { Seed = seed };
        var attachment = new LayerAttachment(model, adapter, config, seed) { Config = config with { Scores = null, Masks = null } };
        Scores?.Dispose();
        return attachment;
    }

    /// <summary>The layers with chosen entries, and the heads that share an embedding's.</summary>
    protected internal override IEnumerable<LayerPart> Parts(PeftModel model)
    {
        var selection = TargetSelection.Find(model.Model, this, model.FileKeys);
        var layers = new EntryLayers(model, selection, this);
        var entries = layers.Entries();
        var chosen = selection with { Layers = [.. selection.Layers.Where(l => entries.ContainsKey(l.Name))] };
        if (chosen.Layers.Count == 0)
        {
            throw new ArgumentException($"{PeftType} chose no entry of {TargetModules}: let it choose more.");
        }

        Dictionary<string, EntriesAdapter> made = [];
        yield return new(chosen, site =>
        {
            var adapter = Create(site, entries[site.Module]);
            if (adapter is EntriesAdapter plain)
            {
                made[site.Module] = plain;
            }

            return adapter;
        });
        foreach (var (name, heads) in layers.TiedHeads(chosen))
        {
            yield return new(selection with { Layers = heads }, site => new EntriesAdapter(site.Layer, made[name])) { IsHidden = true };
        }
    }
}
