using PeftWorkbook.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Peft;

/// <summary>
/// A model with adapters: any number of them by name, on one frozen base. The model is changed in place (its layers are
/// wrapped where they stand) until <see cref="Unload"/> or <see cref="MergeAndUnload"/> gives it back.
/// <code>
/// var peft = PeftModel.Wrap(model, new LoraConfig(Rank: 8, Alpha: 16, TargetModules: ["query", "value"]));
/// Console.WriteLine(peft.TrainableParameters());
/// </code>
/// </summary>
public sealed partial class PeftModel : Module<ModelInput, ModelOutput>
{
    private readonly Dictionary<string, Attachment> _adapters = [];
    private readonly Module _model;

    private PeftModel(Module model) : base(nameof(PeftModel))
    {
        _model = model;
        Switch = new((model as PretrainedModel)?.IsSequenceFirst ?? false)
        {
            IsEncoderDecoder = model is PretrainedModel { Task: ModelTask.SequenceToSequence },
        };
        RegisterComponents();
        Freeze();
    }

    /// <summary>The model underneath, with its layers wrapped.</summary>
    public Module Model => _model;

    /// <summary>The names of the adapters, in the order they came.</summary>
    public IReadOnlyList<string> Adapters => [.. _adapters.Keys];

    /// <summary>The adapters that act now, in their order.</summary>
    public IReadOnlyList<string> ActiveAdapters => Switch.Active;

    /// <summary>The layers that carry adapters, with their full names.</summary>
    public IEnumerable<(string Name, AdaptedLayer Layer)> AdaptedLayers =>
        from m in _model.named_modules() where m.module is AdaptedLayer select (m.name, (AdaptedLayer)m.module);

    /// <summary>
    /// The numbers of the layers, from 0, whose bottleneck adapters do not act for now (AdapterDrop, arXiv 2010.11918): set it before
    /// inference to leave the first layers' out, or before each step of training to make the adapter robust against that.
    /// </summary>
    public IReadOnlyCollection<int> DroppedLayers { get; set; } = [];

    internal AdapterSwitch Switch { get; }

    /// <summary>The shapes of the tensors of the file whose adapter is being added, by key; null where none is loaded.</summary>
    internal IReadOnlyDictionary<string, long[]>? FileShapes { get; private set; }

    /// <summary>The keys of that file.</summary>
    internal IReadOnlyCollection<string>? FileKeys => FileShapes is null ? null : [.. FileShapes.Keys];

    /// <summary>Freezes a model and puts an adapter on it, which becomes active.</summary>
    /// <param name="model">A model of the workbook or any TorchSharp module; it is changed in place.</param>
    /// <param name="config">The method's settings.</param>
    /// <param name="adapter">The adapter's name.</param>
    /// <param name="seed">Seeds the adapter's random values.</param>
    /// <param name="batches">What the model is run on first, where the adapter's start follows from data (EVA, CorDA, LoRA-GA).</param>
    /// <exception cref="ArgumentException">
    /// The configuration names no layer of the model, or does not fit one, or needs batches.
    /// </exception>
    public static PeftModel Wrap(
        Module model, PeftConfig config, string adapter = "default", long seed = 0, IReadOnlyList<ModelInput>? batches = null)
    {
        var peft = new PeftModel(model);
        peft.AddAdapter(adapter, config, seed, batches);
        peft.SetAdapter(adapter);
        return peft;
    }

    /// <summary>Applies the model with its active adapters.</summary>
    /// <exception cref="InvalidOperationException">The model underneath is not one of the workbook's: call that itself.</exception>
    public override ModelOutput forward(ModelInput input)
    {
        var model = _model as Module<ModelInput, ModelOutput>
            ?? throw new InvalidOperationException($"{_model.GetName()} does not take a ModelInput: call the model that was wrapped.");
        Func<ModelInput, ModelOutput> chain = model.call;
        foreach (var attachment in Switch.IsDisabled || Switch.Groups is not null ? [] : Switch.Active.Select(Find))
        {
            var below = chain;
            chain = given => attachment.Run(given, below);
        }

        input = _adapters.Values.Any(a => a.MixesPositions) ? input with { NeedsAllPositions = true } : input;
        var outer = Switch.Input;
        Switch.Input = input;
        try
        {
            return chain(input);
        }
        finally
        {
            Switch.Input = outer;
        }
    }

    /// <summary>The settings of an adapter.</summary>
    public PeftConfig Config(string adapter = "default") => Find(adapter).Config;

    /// <summary>Adds another adapter; it does not act until <see cref="SetAdapter"/> names it.</summary>
    /// <exception cref="ArgumentException">The name is taken, or the configuration does not fit the model, or needs batches.</exception>
    public void AddAdapter(string adapter, PeftConfig config, long seed = 0, IReadOnlyList<ModelInput>? batches = null)
    {
        if (config.NeedsBatches && batches is not { Count: > 0 })
        {
            throw new ArgumentException($"'{adapter}' starts from what the model makes of data: give batches.", nameof(batches));
        }

        Attach(adapter, config, seed, batches);
    }

    private void Attach(string adapter, PeftConfig config, long seed, IReadOnlyList<ModelInput>? batches)
    {
        ArgumentException.ThrowIfNullOrEmpty(adapter);
        if (_adapters.ContainsKey(adapter))
        {
            throw new ArgumentException($"There is an adapter called '{adapter}' already.", nameof(adapter));
        }

        var attachment = Attached(adapter, config, seed, batches);
        if (attachment.StartsFromBatches && batches is not null)
        {
            StartFrom(attachment, batches);
        }
    }

    private Attachment Attached(string adapter, PeftConfig config, long seed, IReadOnlyList<ModelInput>? batches)
    {
        // What is made from the base's weights shall see them as they are without adapters.
        using var _ = Switch.Active.Count > 0 && !Switch.IsDisabled ? DisableAdapter() : null;
        if (config.NeedsBatches && batches is not null)
        {
            config = config.Prepare(
                _model as PretrainedModel
                    ?? throw new ArgumentException("Only a model of the workbook can be run on batches.", nameof(config)),
                batches);
        }

        var attachment = config.Completed().Attach(this, adapter, seed);
        _adapters.Add(adapter, attachment);
        AddOwnModules(attachment);
        return attachment;
    }

    // The others, merged ones too, stand aside for that long.
    private void StartFrom(Attachment attachment, IReadOnlyList<ModelInput> batches)
    {
        var (active, merged) = (Switch.Active, MergedAdapters);
        SetAdapter(attachment.Name);
        try
        {
            attachment.StartFrom(this, batches);
        }
        finally
        {
            SetAdapter([.. active]);
            if (merged.Count > 0)
            {
                Merge([.. merged]);
            }
        }
    }

    /// <summary>Makes exactly these adapters act, in this order, and trainable unless they were loaded for inference.</summary>
    public void SetAdapter(params string[] adapters)
    {
        List<Attachment> next = [.. adapters.Select(Find)];
        Unmerge();
        foreach (var name in Switch.Active.Where(_adapters.ContainsKey).Reverse())      // what came last goes first
        {
            _adapters[name].Deactivate();
        }

        foreach (var attachment in next)
        {
            attachment.Activate();
        }

        Switch.Active = [.. adapters];
        Refresh();
    }

    /// <summary>Removes an adapter. Merged ones are unmerged first.</summary>
    public void DeleteAdapter(string adapter)
    {
        var attachment = Find(adapter);
        Unmerge();
        if (Switch.Active.Contains(adapter))
        {
            SetAdapter([.. Switch.Active.Where(a => a != adapter)]);
        }

        RemoveOwnModules(attachment);
        attachment.Remove();
        _adapters.Remove(adapter);
    }

    /// <summary>
    /// The plain model until the result is disposed: <c>using (peft.DisableAdapter()) { … }</c>. Merged weights are taken out for
    /// that long.
    /// </summary>
    public IDisposable DisableAdapter() => new Disabled(this);

    /// <summary>How many parameters are trained, of how many.</summary>
    public ParameterCount TrainableParameters()
    {
        var all = parameters().ToList();
        return new(
            all.Where(p => p.requires_grad).Sum(p => p.numel()),
            all.Sum(p => p.numel()) + _adapters.Values.Sum(a => a.ParkedCount));
    }

    /// <summary>
    /// What the active adapters add to the loss beside the model's own (KaSA, MonteCLoRA): a scalar, or null where they add nothing.
    /// </summary>
    public Tensor? Regularisation()
    {
        using var scope = NewDisposeScope();
        var terms = Switch.Active.Select(a => _adapters[a].Regularisation()).OfType<Tensor>().ToList();
        return terms.Count == 0 ? null : terms.Aggregate((a, b) => a + b).MoveToOuterDisposeScope();
    }

    internal Attachment Attached(string adapter) => Find(adapter);

    private void AddOwnModules(Attachment attachment)
    {
        foreach (var (module, index) in attachment.OwnModules.Select((m, i) => (m, i)))
        {
            module.train(_model.training);
            register_module(ModuleName(attachment, index), module);
        }
    }

    private void RemoveOwnModules(Attachment attachment)
    {
        foreach (var index in Enumerable.Range(0, attachment.OwnModules.Count()))
        {
            _internal_submodules.Remove(ModuleName(attachment, index));
        }
    }

    private static string ModuleName(Attachment attachment, int index) => $"adapter:{attachment.Name.Replace('.', '·')}:{index}";

    // Few adapters touch a weight, so that switching looks at no layer but those whose weights are changed, or shall be.
    private void Refresh()
    {
        var wanted = Switch.IsDisabled ? [] : Switch.Active.SelectMany(a => _adapters[a].MovedLayers);
        foreach (var layer in Switch.Changed.Union(wanted).ToList())
        {
            layer.Refresh();
        }
    }

    private void Freeze()
    {
        if (_model is PretrainedModel pretrained)
        {
            pretrained.Freeze();
            return;
        }

        foreach (var parameter in _model.parameters())
        {
            parameter.requires_grad = false;
        }
    }

    private Attachment Find(string adapter) => _adapters.TryGetValue(adapter, out var found)
        ? found
        : throw new ArgumentException($"There is no adapter called '{adapter}'{NearMatch.Hint(adapter, _adapters.Keys)}.");

    private sealed class Disabled : IDisposable
    {
        private readonly PeftModel _model;
        private readonly IReadOnlyList<string> _active, _merged;

        internal Disabled(PeftModel model)
        {
            (_model, _active, _merged) = (model, model.Switch.Active, model.MergedAdapters);
            model.Unmerge();
            foreach (var name in _active.Reverse())
            {
                model._adapters[name].Deactivate();
            }

            model.Switch.IsDisabled = true;
            model.Refresh();
        }

        public void Dispose()
        {
            if (!_model.Switch.IsDisabled)
            {
                return;
            }

            _model.Switch.IsDisabled = false;
            foreach (var name in _active)
            {
                _model._adapters[name].Activate();
            }

            _model.Refresh();
            if (_merged.Count > 0)
            {
                _model.Merge([.. _merged]);
            }
        }
    }
}
