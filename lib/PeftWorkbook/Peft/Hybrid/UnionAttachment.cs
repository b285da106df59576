using PeftWorkbook.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Hybrid;

/// <summary>Several methods that act, are trained and are saved as one adapter.</summary>
internal sealed class UnionAttachment : ModelAttachment
{
    private readonly List<Attachment> _parts = [];

    internal UnionAttachment(PeftModel model, string adapter, CombinedConfig config, long seed)
        : base(model, adapter, config, config.ModulesToSave, "base_model.model.")
    {
        try
        {
            foreach (var (part, index) in config.Parts.Select((p, i) => (p, i)))
            {
                var settings = (part with { InferenceMode = config.InferenceMode }).Completed();
                _parts.Add(settings.Attach(model, adapter, unchecked((seed * 31) + index)));
            }

            RefuseSharedKeys();
        }
        catch
        {
            Remove();
            throw;
        }

        Config = config.With([.. _parts.Select(p => p.Config)]);
    }

    /// <summary>The parts.</summary>
    internal IReadOnlyList<Attachment> Parts => _parts;

    /// <inheritdoc/>
    public override long ParkedCount => base.ParkedCount + _parts.Sum(p => p.ParkedCount);

    /// <inheritdoc/>
    protected override IEnumerable<AttachmentTensor> OwnState => _parts.SelectMany(p => p.State);

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, Parameter Parameter)> OwnTrainable => _parts.SelectMany(p => p.Trainable);

    /// <inheritdoc/>
    protected internal override IEnumerable<nn.Module> OwnModules => _parts.SelectMany(p => p.OwnModules);

    /// <inheritdoc/>
    protected internal override bool MixesPositions => _parts.Exists(p => p.MixesPositions);

    /// <inheritdoc/>
    protected internal override IEnumerable<AdaptedLayer> MovedLayers => _parts.SelectMany(p => p.MovedLayers);

    /// <inheritdoc/>
    protected internal override IEnumerable<(string Key, Tensor Tensor)> Initial => _parts.SelectMany(p => p.Initial);

    /// <inheritdoc/>
    protected internal override ModelOutput Run(ModelInput input, Func<ModelInput, ModelOutput> model) =>
        Enumerable.Reverse(_parts).Aggregate(model, (below, part) => given => part.Run(given, below))(input);

    /// <inheritdoc/>
    protected internal override void BeforeStep() => _parts.ForEach(p => p.BeforeStep());

    /// <inheritdoc/>
    protected internal override void AfterStep(int step) => _parts.ForEach(p => p.AfterStep(step));

    /// <inheritdoc/>
    protected internal override void Activate()
    {
        _parts.ForEach(p => p.Activate());
        base.Activate();
    }

    /// <inheritdoc/>
    protected internal override void Deactivate()
    {
        base.Deactivate();
        _parts.ForEach(p => p.Deactivate());
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<(string Key, Tensor Tensor)> Export() =>
        _parts.SelectMany(p => p.Export()).Concat(SavedState.Select(s => (s.Key, s.Tensor)));

    /// <inheritdoc/>
    protected internal override void Import(string key, Tensor value)
    {
        if (_parts.Find(p => p.Export().Any(t => t.Key == key)) is { } part)
        {
            part.Import(key, value);
            return;
        }

        base.Import(key, value);
    }

    /// <inheritdoc/>
    protected internal override bool IsRedundant(string key) => _parts.Exists(p => p.IsRedundant(key));

    /// <inheritdoc/>
    protected internal override void SaveBeside(string folder) => _parts.ForEach(p => p.SaveBeside(folder));

    /// <inheritdoc/>
    protected internal override void LoadBeside(string folder) => _parts.ForEach(p => p.LoadBeside(folder));

    /// <inheritdoc/>
    protected internal override Tensor? Regularisation() => Sum(_parts.Select(p => p.Regularisation()));

    /// <inheritdoc/>
    protected internal override Tensor? AddedLoss() => Sum(_parts.Select(p => p.AddedLoss()));

    /// <inheritdoc/>
    protected internal override void CheckMerge() => _parts.ForEach(p => p.CheckMerge());

    /// <inheritdoc/>
    protected internal override void Remove()
    {
        base.Remove();
        _parts.ForEach(p => p.Remove());
    }

    internal override void Rename(string name)
    {
        _parts.ForEach(p => p.Rename(name));
        base.Rename(name);
    }

    private static Tensor? Sum(IEnumerable<Tensor?> terms)
    {
        using var scope = NewDisposeScope();
        List<Tensor> all = [.. terms.OfType<Tensor>()];
        return all.Count == 0 ? null : all.Aggregate((a, b) => a + b).MoveToOuterDisposeScope();
    }

    private void RefuseSharedKeys()
    {
        if (_parts.SelectMany(p => p.State).GroupBy(s => s.Key).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new ArgumentException(
                $"Two parts of '{Name}' ({Config.PeftType}) have a tensor called {twice.Key}: they must sit apart.");
        }
    }
}
