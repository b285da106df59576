using PeftWorkbook.Models;
using PeftWorkbook.Peft.Selective.Entries;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Selective;

/// <summary>Diff pruning's adapters, their penalty, and what is kept of them.</summary>
public sealed class DiffPruningAttachment : LayerAttachment
{
    private readonly PeftModel _model;
    private readonly DiffPruningConfig _config;

    internal DiffPruningAttachment(PeftModel model, string adapter, DiffPruningConfig config, long seed)
        : base(model, adapter, config, seed) => (_model, _config) = (model, config);

    private IEnumerable<(AdapterSite Site, AdaptedLayer Layer, DiffPruningAdapter Adapter)> Layers =>
        Sites.Select(s => (s.Site, s.Layer, s.Adapter)).Where(s => s.Adapter is DiffPruningAdapter)
            .Select(s => (s.Site, s.Layer, (DiffPruningAdapter)s.Adapter));

    /// <summary>
    /// Keeps the entries of largest <c>|z δ|</c> of all layers together, as another adapter: their places are fixed,
    /// their values start
    /// at <c>W + z δ</c>, and it can be trained on, merged and saved. This adapter stays as it is.
    /// </summary>
    /// <param name="adapter">The new adapter's name; it does not act until it is set.</param>
    /// <param name="share">The share of the adapted weights' entries that is kept.</param>
    /// <exception cref="ArgumentException">The share keeps nothing, or the name is taken.</exception>
    public void Finish(string adapter, double share)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        List<(EntryTensor Tensor, Tensor Change)> changes =
            [.. Layers.Select(l => (new EntryTensor(l.Site.Module, l.Site.Layer, IsBias: false), Change(l.Adapter)))];
        var count = EntryRanking.Share(share, changes.Sum(c => c.Change.numel()));
        if (count < 1)
        {
            throw new ArgumentException($"A share of {share} keeps none of {changes.Sum(c => c.Change.numel())} entries.", nameof(share));
        }

        var kept = EntryRanking.HighestOfAll([.. changes.Select(c => (c.Tensor, c.Change.abs()))], count).ToList();
        var masks = kept.ToDictionary(k => k.Tensor.Name, k => Mask(k.Tensor, k.Places!));
        var fixedPlaces = new MaskConfig { TargetModules = _config.TargetModules, TaskType = _config.TaskType, Masks = masks };
        _model.AddAdapter(adapter, fixedPlaces);
        var byModule = changes.ToDictionary(c => c.Tensor.Module, c => c.Change);
        foreach (var (site, layer, entries) in ((LayerAttachment)_model.Attached(adapter)).Sites)
        {
            var places = kept.First(k => k.Tensor.Module == site.Module).Places!;
            entries.Import("weight_values", (layer.BaseWeight + byModule[site.Module]).reshape(-1).index_select(0, places));
        }
    }

    /// <inheritdoc/>
    protected internal override double RateOf(string name) =>
        name.EndsWith("alpha", StringComparison.Ordinal) ? _config.AlphaRate : 1;

    /// <summary>λ times the expected number of open gates, in training.</summary>
    protected internal override Tensor? AddedLoss()
    {
        using var scope = NewDisposeScope();
        var terms = Layers.Where(l => l.Adapter.training).Select(l => l.Adapter.Opened()).ToList();
        return terms.Count == 0 ? null : (terms.Aggregate((a, b) => a + b) * _config.Penalty).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override ModelOutput Run(ModelInput input, Func<ModelInput, ModelOutput> model) =>
        WithAddedLoss(base.Run(input, model));

    // z δ as in evaluation.
    private static Tensor Change(DiffPruningAdapter adapter)
    {
        var wasTraining = adapter.training;
        adapter.eval();
        var change = adapter.Delta();
        adapter.train(wasTraining);
        return change;
    }

    private static Tensor Mask(EntryTensor tensor, Tensor places) =>
        zeros(tensor.Value.numel(), ScalarType.Byte, places.device).index_fill(0, places, 1).view(tensor.Value.shape);
}
