using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What optimizers with parameter groups share: groups, state by parameter, saving and loading.</summary>
public abstract class OptimizerHelper : optim.Optimizer
{
    /// <summary>Options that groups inherit.</summary>
    protected OptimizerOptions _defaults = new();

    /// <summary>State by handle of the parameter.</summary>
    protected OrderedDict<IntPtr, OptimizerState> _state = new();

    /// <summary>Kinds of values in a saved state.</summary>
    protected enum TypeCode
    {
        /// <summary>A floating-point number.</summary>
        Double = 0,

        /// <summary>An integer.</summary>
        Long = 1,

        /// <summary>A tensor.</summary>
        Tensor = 2,

        /// <summary>The options of a group.</summary>
        Options = 3,

        /// <summary>The state of a parameter.</summary>
        State = 4,
    }

    /// <summary>Writes options and state to a file.</summary>
    /// <param name="location">Path of the file.</param>
    public void save_state_dict(string location)
    {
        using var writer = new BinaryWriter(File.Create(location));
        save_state_dict(writer);
    }

    /// <summary>Reads options and state from a file.</summary>
    /// <param name="location">Path of the file.</param>
    public void load_state_dict(string location)
    {
        using var reader = new BinaryReader(File.OpenRead(location));
        load_state_dict(reader);
    }

    /// <summary>Writes options and state: name of the optimizer, numbers of groups and states, then each.</summary>
    /// <param name="writer">Where to; it stays open.</param>
    public void save_state_dict(BinaryWriter writer)
    {
        var saved = state_dict();
        writer.Write(GetType().Name);
        writer.Encode(saved.Options.Count);
        writer.Encode(saved.State.Count);
        foreach (var options in saved.Options) options.SaveStateDict(writer);
        foreach (var state in saved.State) state.SaveStateDict(writer);
    }

    /// <summary>Reads options and state.</summary>
    /// <param name="reader">Where from; it stays open.</param>
    /// <exception cref="InvalidDataException">They are those of another kind of optimizer.</exception>
    /// <exception cref="ArgumentException">Numbers of groups or parameters differ.</exception>
    public void load_state_dict(BinaryReader reader)
    {
        string kind = reader.ReadString();
        if (kind != GetType().Name)
        {
            throw new InvalidDataException(
                $"Mismatched optimizer type: expected '{GetType().Name}', but found '{kind}' in the loaded stream.");
        }
        var own = state_dict();
        CheckCounts(own, reader.Decode(), reader.Decode());
        foreach (var options in own.Options) options.LoadStateDict(reader);
        foreach (var state in own.State) state.LoadStateDict(reader);
    }

    /// <summary>Copies options and state of an optimizer of the same kind.</summary>
    /// <param name="state_dict">What <see cref="state_dict"/> of the other gave.</param>
    /// <exception cref="ArgumentException">Numbers of groups or parameters differ.</exception>
    public virtual void load_state_dict(StateDictionary state_dict)
    {
        var own = this.state_dict();
        CheckCounts(own, state_dict.Options.Count, state_dict.State.Count);
        foreach (var (mine, other) in own.Options.Zip(state_dict.Options))
        {
            if (!ReferenceEquals(mine, other)) mine.LoadStateDict(other);
        }
        foreach (var (mine, other) in own.State.Zip(state_dict.State))
        {
            if (!ReferenceEquals(mine, other)) mine.LoadStateDict(other);
        }
    }

    /// <summary>Options and state, in the order of groups and parameters: the objects themselves, not copies.</summary>
    public virtual StateDictionary state_dict()
    {
        var saved = new StateDictionary();
        foreach (var group in _parameter_groups)
        {
            saved.Options.Add(group.Options!);
            var positions = new List<int>();
            foreach (var parameter in group.Parameters)
            {
                positions.Add(saved.State.Count);
                saved.State.Add(_state[parameter.Handle]);
            }
            saved.StateIndexRef.Add(positions);
        }
        return saved;
    }

    /// <summary>Moves the state to a device.</summary>
    /// <param name="device">The device.</param>
    public void to(Device device)
    {
        foreach (var parameter in parameters()) _state[parameter.Handle].to(device);
    }

    /// <inheritdoc/>
    public override void zero_grad() => base.zero_grad();

    /// <inheritdoc/>
    public override IEnumerable<Parameter> parameters() => base.parameters();

    /// <inheritdoc/>
    public override void add_param_group(ParamGroup param_group) => _parameter_groups.Add(param_group);

    /// <summary>Runs the closure with gradients, and then a step for each group without.</summary>
    /// <param name="body">The step of a group. Tensors that it makes are freed after all groups.</param>
    /// <param name="loss_closure">Computes the loss, or null.</param>
    /// <returns>The loss of the closure, or null.</returns>
    protected Tensor? _step<T>(Action<T> body, Func<Tensor>? loss_closure = null) where T : ParamGroup
    {
        Tensor? loss = null;
        if (loss_closure is not null)
        {
            using (enable_grad()) loss = loss_closure();
        }
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        foreach (var group in _parameter_groups) body((T)group);
        return loss;
    }

    private protected void AddGroup<TOptions>(ParamGroup group, Action<TOptions, TOptions> complete,
        Func<Parameter, OptimizerState> newState) where TOptions : OptimizerOptions, new()
    {
        var options = (TOptions)(group.Options ??= new TOptions());
        options.LearningRate ??= _defaults.LearningRate;
        complete(options, (TOptions)_defaults);
        options.InitialLearningRate = options.LearningRate!.Value;
        _parameter_groups.Add(group);
        foreach (var parameter in group.Parameters)
        {
            var state = newState(parameter);
            state.Initialize(options);
            _state[parameter.Handle] = state;
        }
    }

    private protected void DisposeStates()
    {
        foreach (var (_, state) in _state) (state as IDisposable)?.Dispose();
    }

    private protected static void Require(bool holds, string what, double value)
    {
        if (!holds) throw new ArgumentException($"Invalid {what}: {value}");
    }

    private static void CheckCounts(StateDictionary own, long options, long states)
    {
        if (options != own.Options.Count)
            throw new ArgumentException("Invalid optimizer state -- different number of parameter groups.");
        if (states != own.State.Count)
            throw new ArgumentException("Invalid optimizer state -- different number of states.");
    }
}
