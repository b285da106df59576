using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Averaged stochastic gradient descent (Polyak and Juditsky 1992).</summary>
public class ASGD : OptimizerHelper
{
    /// <summary>An optimizer of these parameters; the factory explains the arguments.</summary>
    public ASGD(IEnumerable<Parameter> parameters, double lr = 0.01,
        double lambd = 1e-4, double alpha = 0.75, double t0 = 1e6, double weight_decay = 0,
        bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, lambd, alpha, t0, weight_decay, maximize)
    {
    }

    /// <summary>An optimizer of these groups; the factory explains the arguments.</summary>
    public ASGD(IEnumerable<ParamGroup<Options>> parameters, double lr = 0.01,
        double lambd = 1e-4, double alpha = 0.75, double t0 = 1e6, double weight_decay = 0,
        bool maximize = false)
    {
        Require(lr >= 0, "learning rate", lr);
        _defaults = new Options
        {
            LearningRate = lr,
            InitialLearningRate = lr,
            maximize = maximize,
            lambd = lambd,
            alpha = alpha,
            weight_decay = weight_decay,
            t0 = t0,
        };
        foreach (var group in parameters) add_param_group(group);
    }

    /// <inheritdoc/>
    public override Tensor? step(Func<Tensor>? closure = null) =>
        _step<ParamGroup<Options>>(group => StepGroup(group, group.Options!), closure);

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

    private void StepGroup(ParamGroup<Options> group, Options options)
    {
        foreach (var parameter in group.Parameters)
        {
            var gradient = TensorMath.StepGradient(parameter, options.weight_decay!.Value, options.maximize!.Value);
            if (gradient is not null) StepParameter(parameter, gradient, (State)_state[parameter.Handle], options);
        }
    }

    private static void StepParameter(Parameter parameter, Tensor gradient, State state, Options options)
    {
        double lr = options.LearningRate!.Value, lambd = options.lambd!.Value;
        state.step++;
        parameter.Scale_(1 - lambd * state.eta).AddScaled_(gradient, -state.eta);
        if (state.mu != 1) state.ax.AddScaled_(parameter.sub(state.ax), state.mu);
        else state.ax.copy_(parameter);
        state.eta = lr / Math.Pow(1 + lambd * lr * state.step, options.alpha!.Value);
        state.mu = 1 / Math.Max(1, state.step - options.t0!.Value);
    }

    /// <summary>Options of a group.</summary>
    public class Options : OptimizerOptions
    {
        /// <summary>Whether to climb instead of descend.</summary>
        public bool? maximize;

        /// <summary>Part of a parameter that decays with each step.</summary>
        public double? lambd;

        /// <summary>Power by which the learning rate falls.</summary>
        public double? alpha;

        /// <summary>Factor of the parameter in the gradient.</summary>
        public double? weight_decay;

        /// <summary>Step at which averaging begins.</summary>
        public double? t0;

        /// <inheritdoc/>
        public override void SaveStateDict(BinaryWriter writer)
        {
            base.SaveStateDict(writer);
            writer.Write(maximize!.Value);
            writer.Write(lambd!.Value);
            writer.Write(alpha!.Value);
            writer.Write(weight_decay!.Value);
            writer.Write(t0!.Value);
        }

        /// <inheritdoc/>
        public override void LoadStateDict(BinaryReader reader)
        {
            base.LoadStateDict(reader);
            maximize = reader.ReadBoolean();
            lambd = reader.ReadDouble();
            alpha = reader.ReadDouble();
            weight_decay = reader.ReadDouble();
            t0 = reader.ReadDouble();
        }

        /// <inheritdoc/>
        public override void LoadStateDict(OptimizerOptions source)
        {
            base.LoadStateDict(source);
            var other = (Options)source;
            maximize = other.maximize;
            lambd = other.lambd;
            alpha = other.alpha;
            weight_decay = other.weight_decay;
            t0 = other.t0;
        }

        internal void Complete(Options defaults)
        {
            maximize ??= defaults.maximize;
            lambd ??= defaults.lambd;
            alpha ??= defaults.alpha;
            weight_decay ??= defaults.weight_decay;
            t0 ??= defaults.t0;
        }
    }

    /// <summary>State of a parameter.</summary>
    public sealed class State : OptimizerState, IDisposable
    {
        /// <summary>Number of steps.</summary>
        public long step;

        /// <summary>Learning rate of the next step.</summary>
        public double eta;

        /// <summary>Weight of the parameter in its average.</summary>
        public double mu;

        /// <summary>Average of the parameter.</summary>
        public Tensor ax = null!;

        /// <summary>State of a parameter, before <see cref="Initialize"/>.</summary>
        /// <param name="parameter">The parameter.</param>
        public State(Parameter parameter) : base(parameter)
        {
        }

        /// <summary>Frees the tensors.</summary>
        public void Dispose()
        {
            ax?.Dispose();
        }

        /// <inheritdoc/>
        public override void to(Device device)
        {
            Move(ref ax, device);
        }

        /// <inheritdoc/>
        public override void SaveStateDict(BinaryWriter writer)
        {
            writer.Write(step);
            writer.Write(eta);
            writer.Write(mu);
            ax.Save(writer);
        }

        /// <inheritdoc/>
        public override void LoadStateDict(BinaryReader reader)
        {
            step = reader.ReadInt64();
            eta = reader.ReadDouble();
            mu = reader.ReadDouble();
            ax.Load(reader);
        }

        /// <inheritdoc/>
        public override void LoadStateDict(OptimizerState source)
        {
            var other = (State)source;
            step = other.step;
            eta = other.eta;
            mu = other.mu;
            Copy(ref ax, other.ax);
        }

        /// <inheritdoc/>
        public override bool ApproximatelyEquals(OptimizerState other) =>
            other is State same && step == same.step && eta == same.eta && mu == same.mu && Close(ax, same.ax);

        /// <inheritdoc/>
        public override void Initialize(OptimizerOptions options)
        {
            step = 0;
            eta = options.LearningRate!.Value;
            mu = 1;
            Reset(ref ax, Zeros());
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
        public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.01,
            double lambd = 1e-4, double alpha = 0.75, double t0 = 1e6, double weight_decay = 0)
            : base(parameters, new Options
            {
                LearningRate = lr,
                lambd = lambd,
                alpha = alpha,
                weight_decay = weight_decay,
                t0 = t0,
            })
        {
        }
    }
}
