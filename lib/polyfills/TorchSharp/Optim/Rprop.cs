using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Resilient backpropagation (Riedmiller and Braun 1993): step sizes that follow the signs of the
/// gradients.</summary>
public class Rprop : OptimizerHelper
{
    /// <summary>An optimizer of these parameters; the factory explains the arguments.</summary>
    public Rprop(IEnumerable<Parameter> parameters, double lr = 1e-2,
        double etaminus = 0.5, double etaplus = 1.2, double min_step = 1e-6, double max_step = 50,
        bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, etaminus, etaplus, min_step, max_step, maximize)
    {
    }

    /// <summary>An optimizer of these groups; the factory explains the arguments.</summary>
    public Rprop(IEnumerable<ParamGroup> parameters, double lr = 1e-2,
        double etaminus = 0.5, double etaplus = 1.2, double min_step = 1e-6, double max_step = 50,
        bool maximize = false)
    {
        Require(lr >= 0, "learning rate", lr);
        _defaults = new Options
        {
            LearningRate = lr,
            InitialLearningRate = lr,
            maximize = maximize,
            etaminus = etaminus,
            etaplus = etaplus,
            min_step = min_step,
            max_step = max_step,
        };
        foreach (var group in parameters) add_param_group(group);
    }

    /// <inheritdoc/>
    public override Tensor? step(Func<Tensor>? closure = null) =>
        _step<ParamGroup>(group => StepGroup(group, group.Options!), closure);

    /// <inheritdoc/>
    public override void add_param_group(Modules.ParamGroup param_group) =>
        AddGroup<Options>(param_group, static (options, defaults) => options.Complete(defaults),
            parameter => new State(parameter));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) DisposeStates();
    }

    private void StepGroup(ParamGroup group, Options options)
    {
        foreach (var parameter in group.Parameters)
        {
            var gradient = TensorMath.StepGradient(parameter, 0, options.maximize!.Value);
            if (gradient is not null) StepParameter(parameter, gradient, (State)_state[parameter.Handle], options);
        }
    }

    private static void StepParameter(Parameter parameter, Tensor gradient, State state, Options options)
    {
        state.step++;
        var agreement = gradient.mul(state.prev);
        var factors = ones_like(gradient)
            .masked_fill(agreement.gt(0), options.etaplus!.Value)
            .masked_fill(agreement.lt(0), options.etaminus!.Value);
        state.step_size.Multiply_(factors).clamp_(options.min_step!.Value, options.max_step!.Value);
        var kept = gradient.masked_fill(agreement.lt(0), 0);
        parameter.AddProduct_(kept.sign(), state.step_size, -1);
        state.prev.copy_(kept);
    }

    /// <summary>Options of a group.</summary>
    public class Options : OptimizerOptions
    {
        /// <summary>Whether to climb instead of descend.</summary>
        public bool? maximize;

        /// <summary>Factor of a step size after a change of sign.</summary>
        public double? etaminus;

        /// <summary>Factor of a step size otherwise.</summary>
        public double? etaplus;

        /// <summary>Least step size.</summary>
        public double? min_step;

        /// <summary>Largest step size.</summary>
        public double? max_step;

        /// <inheritdoc/>
        public override void SaveStateDict(BinaryWriter writer)
        {
            base.SaveStateDict(writer);
            writer.Write(maximize!.Value);
            writer.Write(etaminus!.Value);
            writer.Write(etaplus!.Value);
            writer.Write(min_step!.Value);
            writer.Write(max_step!.Value);
        }

        /// <inheritdoc/>
        public override void LoadStateDict(BinaryReader reader)
        {
            base.LoadStateDict(reader);
            maximize = reader.ReadBoolean();
            etaminus = reader.ReadDouble();
            etaplus = reader.ReadDouble();
            min_step = reader.ReadDouble();
            max_step = reader.ReadDouble();
        }

        /// <inheritdoc/>
        public override void LoadStateDict(OptimizerOptions source)
        {
            base.LoadStateDict(source);
            var other = (Options)source;
            maximize = other.maximize;
            etaminus = other.etaminus;
            etaplus = other.etaplus;
            min_step = other.min_step;
            max_step = other.max_step;
        }

        internal void Complete(Options defaults)
        {
            maximize ??= defaults.maximize;
            etaminus ??= defaults.etaminus;
            etaplus ??= defaults.etaplus;
            min_step ??= defaults.min_step;
            max_step ??= defaults.max_step;
        }
    }

    /// <summary>State of a parameter.</summary>
    public sealed class State : OptimizerState, IDisposable
    {
        /// <summary>Number of steps.</summary>
        public long step;

        /// <summary>The last gradient.</summary>
        public Tensor prev = null!;

        /// <summary>Size of the next step.</summary>
        public Tensor step_size = null!;

        /// <summary>State of a parameter, before <see cref="Initialize"/>.</summary>
        /// <param name="parameter">The parameter.</param>
        public State(Parameter parameter) : base(parameter)
        {
        }

        /// <summary>Frees the tensors.</summary>
        public void Dispose()
        {
            prev?.Dispose();
            step_size?.Dispose();
        }

        /// <inheritdoc/>
        public override void to(Device device)
        {
            Move(ref prev, device);
            Move(ref step_size, device);
        }

        /// <inheritdoc/>
        public override void SaveStateDict(BinaryWriter writer)
        {
            writer.Write(step);
            prev.Save(writer);
            step_size.Save(writer);
        }

        /// <inheritdoc/>
        public override void LoadStateDict(BinaryReader reader)
        {
            step = reader.ReadInt64();
            prev.Load(reader);
            step_size.Load(reader);
        }

        /// <inheritdoc/>
        public override void LoadStateDict(OptimizerState source)
        {
            var other = (State)source;
            step = other.step;
            Copy(ref prev, other.prev);
            Copy(ref step_size, other.step_size);
        }

        /// <inheritdoc/>
        public override bool ApproximatelyEquals(OptimizerState other) =>
            other is State same && step == same.step && Close(prev, same.prev) && Close(step_size, same.step_size);

        /// <inheritdoc/>
        public override void Initialize(OptimizerOptions options)
        {
            step = 0;
            Reset(ref prev, Zeros());
            Reset(ref step_size, Zeros().AddNumber_(options.LearningRate!.Value));
        }
    }

    /// <summary>Parameters that share options.</summary>
    public class ParamGroup : ParamGroup<Options>
    {
        /// <summary>An empty group.</summary>
        public ParamGroup()
        {
        }

        /// <summary>A group of these parameters.</summary>
        /// <param name="parameters">The parameters.</param>
        /// <param name="options">Their options; what is null is taken from the optimizer.</param>
        public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options)
        {
        }

        /// <summary>A group of these parameters and options.</summary>
        public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1e-2,
            double etaminus = 0.5, double etaplus = 1.2, double min_step = 1e-6, double max_step = 50,
            bool maximize = false)
            : base(parameters, new Options
            {
                LearningRate = lr,
                maximize = maximize,
                etaminus = etaminus,
                etaplus = etaplus,
                min_step = min_step,
                max_step = max_step,
            })
        {
        }
    }
}
