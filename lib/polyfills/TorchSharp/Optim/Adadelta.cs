using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Adadelta (arXiv 1212.5701): scales gradients by past updates over past gradients.</summary>
public class Adadelta : OptimizerHelper
{
    /// <summary>An optimizer of these parameters; the factory explains the arguments.</summary>
    public Adadelta(IEnumerable<Parameter> parameters, double lr, double rho = 0.9,
        double eps = 1e-6, double weight_decay = 0, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, rho, eps, weight_decay, maximize)
    {
    }

    /// <summary>An optimizer of these groups; the factory explains the arguments.</summary>
    public Adadelta(IEnumerable<ParamGroup> parameters, double lr = 1.0,
        double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false)
    {
        Require(lr >= 0, "learning rate", lr);
        Require(rho is >= 0 and <= 1, "rho value", rho);
        Require(eps >= 0, "eps value", eps);
        Require(weight_decay >= 0, "weight_decay value", weight_decay);
        _defaults = new Options
        {
            LearningRate = lr,
            InitialLearningRate = lr,
            rho = rho,
            eps = eps,
            weight_decay = weight_decay,
            maximize = maximize,
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
            var gradient = TensorMath.StepGradient(parameter, options.weight_decay!.Value, options.maximize!.Value);
            if (gradient is not null) StepParameter(parameter, gradient, (State)_state[parameter.Handle], options);
        }
    }

    private static void StepParameter(Parameter parameter, Tensor gradient, State state, Options options)
    {
        double rho = options.rho!.Value, eps = options.eps!.Value;
        state.square_avg.Scale_(rho).AddProduct_(gradient, gradient, 1 - rho);
        var divisor = state.square_avg.clone().AddNumber_(eps).SquareRoot_();
        var update = state.acc_delta.clone().AddNumber_(eps).SquareRoot_().Divide_(divisor).Multiply_(gradient);
        parameter.AddScaled_(update, -options.LearningRate!.Value);
        state.acc_delta.Scale_(rho).AddProduct_(update, update, 1 - rho);
    }

    /// <summary>Options of a group.</summary>
    public class Options : OptimizerOptions
    {
        /// <summary>Decay rate of the running means.</summary>
        public double? rho;

        /// <summary>Keeps the divisor away from zero.</summary>
        public double? eps;

        /// <summary>Factor of the parameter in the gradient.</summary>
        public double? weight_decay;

        /// <summary>Whether to climb instead of descend.</summary>
        public bool? maximize;

        /// <inheritdoc/>
        public override void SaveStateDict(BinaryWriter writer)
        {
            base.SaveStateDict(writer);
            writer.Write(rho!.Value);
            writer.Write(eps!.Value);
            writer.Write(weight_decay!.Value);
            writer.Write(maximize!.Value);
        }

        /// <inheritdoc/>
        public override void LoadStateDict(BinaryReader reader)
        {
            base.LoadStateDict(reader);
            rho = reader.ReadDouble();
            eps = reader.ReadDouble();
            weight_decay = reader.ReadDouble();
            maximize = reader.ReadBoolean();
        }

        /// <inheritdoc/>
        public override void LoadStateDict(OptimizerOptions source)
        {
            base.LoadStateDict(source);
            var other = (Options)source;
            rho = other.rho;
            eps = other.eps;
            weight_decay = other.weight_decay;
            maximize = other.maximize;
        }

        internal void Complete(Options defaults)
        {
            rho ??= defaults.rho;
            eps ??= defaults.eps;
            weight_decay ??= defaults.weight_decay;
            maximize ??= defaults.maximize;
        }
    }

    /// <summary>State of a parameter.</summary>
    public sealed class State : OptimizerState, IDisposable
    {
        /// <summary>Number of steps, which TorchSharp leaves at 0.</summary>
        public long step;

        /// <summary>Running mean of the squared gradient.</summary>
        public Tensor square_avg = null!;

        /// <summary>Running mean of the squared update.</summary>
        public Tensor acc_delta = null!;

        /// <summary>State of a parameter, before <see cref="Initialize"/>.</summary>
        /// <param name="parameter">The parameter.</param>
        public State(Parameter parameter) : base(parameter)
        {
        }

        /// <summary>Frees the tensors.</summary>
        public void Dispose()
        {
            square_avg?.Dispose();
            acc_delta?.Dispose();
        }

        /// <inheritdoc/>
        public override void to(Device device)
        {
            Move(ref square_avg, device);
            Move(ref acc_delta, device);
        }

        /// <inheritdoc/>
        public override void SaveStateDict(BinaryWriter writer)
        {
            writer.Write(step);
            square_avg.Save(writer);
            acc_delta.Save(writer);
        }

        /// <inheritdoc/>
        public override void LoadStateDict(BinaryReader reader)
        {
            step = reader.ReadInt64();
            square_avg.Load(reader);
            acc_delta.Load(reader);
        }

        /// <inheritdoc/>
        public override void LoadStateDict(OptimizerState source)
        {
            var other = (State)source;
            step = other.step;
            Copy(ref square_avg, other.square_avg);
            Copy(ref acc_delta, other.acc_delta);
        }

        /// <inheritdoc/>
        public override bool ApproximatelyEquals(OptimizerState other) =>
            other is State same && step == same.step && Close(square_avg, same.square_avg) &&
            Close(acc_delta, same.acc_delta);

        /// <inheritdoc/>
        public override void Initialize(OptimizerOptions options)
        {
            step = 0;
            Reset(ref square_avg, Zeros());
            Reset(ref acc_delta, Zeros());
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
        public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1.0,
            double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false)
            : base(parameters, new Options
            {
                LearningRate = lr,
                rho = rho,
                eps = eps,
                weight_decay = weight_decay,
                maximize = maximize,
            })
        {
        }
    }
}
