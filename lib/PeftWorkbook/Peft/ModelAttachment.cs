using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft;

/// <summary>
/// An adapter of modules of its own that sit on no layer (a prompt, a second network), and of modules of the base that
/// are trained whole with it.
/// </summary>
public abstract class ModelAttachment : Attachment
{
    private readonly List<SavedModule> _saved;
    private readonly string _savedPrefix;
    private readonly bool _isTraining;
    private readonly List<(string Prefix, nn.Module Module)> _own = [];

    /// <summary>Finds the modules that are trained whole.</summary>
    /// <param name="model">The model with adapters.</param>
    /// <param name="adapter">The adapter's name.</param>
    /// <param name="config">The settings, completed.</param>
    /// <param name="modulesToSave">What is trained whole.</param>
    /// <param name="savedPrefix">What the keys of those begin with in the file.</param>
    protected ModelAttachment(PeftModel model, string adapter, PeftConfig config, IReadOnlyList<string>? modulesToSave, string savedPrefix)
        : base(adapter, config)
    {
        _saved = [.. SavedModule.Find(model.Model, ModuleNaming.Own, modulesToSave ?? []).Select(f => f.Parameters)];
        _savedPrefix = savedPrefix;
        _isTraining = model.Model.training;
    }

    /// <inheritdoc/>
    public override IEnumerable<AttachmentTensor> State => OwnState.Concat(SavedState);

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Parameter Parameter)> Trainable =>
        OwnTrainable.Concat(_saved.SelectMany(s => s.Live));

    /// <inheritdoc/>
    public override long ParkedCount => _saved.Sum(s => s.Live.Sum(p => p.Parameter.numel()));

    /// <inheritdoc/>
    protected internal override IEnumerable<nn.Module> OwnModules => _own.Select(m => m.Module);

    /// <summary>The adapter's own tensors; by default every parameter of its modules.</summary>
    protected virtual IEnumerable<AttachmentTensor> OwnState =>
        _own.SelectMany(m => m.Module.named_parameters().Select(p => new AttachmentTensor(m.Prefix + p.name, p.parameter)));

    /// <summary>What is trained of its own; by default all of <see cref="OwnState"/> that is trained.</summary>
    protected virtual IEnumerable<(string Name, Parameter Parameter)> OwnTrainable =>
        OwnState.Where(s => s.IsTrained).Select(s => (s.Key, (Parameter)s.Tensor));

    /// <summary>The buffers of its modules, which are saved and not trained.</summary>
    protected IEnumerable<AttachmentTensor> OwnBuffers => _own.SelectMany(
        m => m.Module.named_buffers().Select(b => new AttachmentTensor(m.Prefix + b.name, b.buffer, IsTrained: false)));

    /// <summary>The tensors of the base's modules that are trained whole.</summary>
    protected IEnumerable<AttachmentTensor> SavedState =>
        _saved.SelectMany(s => s.State.Select(t => new AttachmentTensor(_savedPrefix + t.Name, t.Tensor)));

    /// <summary>Takes a module in, whose parameters get keys that begin with <paramref name="prefix"/>.</summary>
    protected void Own(string prefix, nn.Module module, Tensor like)
    {
        module.to(like.dtype).to(like.device);
        module.train(_isTraining);
        foreach (var tensor in module.parameters().Concat(module.buffers()))
        {
            tensor.DetachFromDisposeScope();
        }

        _own.Add((prefix, module));
    }

    /// <inheritdoc/>
    protected internal override void Activate()
    {
        _saved.ForEach(s => s.SwapIn());
        base.Activate();
    }

    /// <inheritdoc/>
    protected internal override void Deactivate()
    {
        base.Deactivate();
        _saved.ForEach(s => s.SwapOut());
    }

    /// <inheritdoc/>
    protected internal override void Remove()
    {
        _saved.ForEach(s => s.Dispose());
        _own.ForEach(m => m.Module.Dispose());
    }
}
