using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>RMSProp (Hinton, Neural Networks for Machine Learning, lecture 6), with momentum and centering if
/// wanted.</summary>
public class RMSProp : OptimizerHelper, IMomentum
{
    /// <summary>An optimizer of these parameters; the factory explains the arguments.</summary>
    public RMSProp(IEnumerable<Parameter> parameters, double lr = 1e-3,
        double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0.0,
        bool centered = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, alpha, eps, weight_decay, momentum, centered, maximize)
    {
    }

    /// <summary>An optimizer of these groups; the factory explains the arguments.</summary>
    public RMSProp(IEnumerable<ParamGroup> parameters, double lr = 1e-3,
        double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0.0,
        bool centered = false, bool maximize = false)
    {
        Require(lr >= 0, "learning rate", lr);
        Require(eps >= 0, "ε", eps);
        Require(alpha >= 0, "alpha", alpha);
        Require(momentum >= 0, "momentum value", momentum);
        Require(weight_decay >= 0, "weight_decay value", weight_decay);
        _defaults = new Options
        {
            LearningRate = lr,
            InitialLearningRate = lr,
            maximize = maximize,
            momentum = momentum,
            alpha = alpha,
            eps = eps,
            weight_decay = weight_decay,
            centered = centered,
        };
        foreach (var group in parameters) add_param_group(group);
    }

    /// <summary>Momentum that new groups inherit.</summary>
    public double Momentum
    {
        get => ((Options)_defaults).momentum!.Value;
        set => ((Options)_defaults).momentum = value;
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
        double lr = options.LearningRate!.Value, alpha = options.alpha!.Value, momentum = options.momentum!.Value;
        state.step++;
        state.square_avg.Scale_(alpha).AddProduct_(gradient, gradient, 1 - alpha);
        var divisor = state.square_avg.clone();
        if (options.centered!.Value)
        {
            state.grad_avg.Scale_(alpha).AddScaled_(gradient, 1 - alpha);
            divisor.AddProduct_(state.grad_avg, state.grad_avg, -1);
        }
        divisor.SquareRoot_().AddNumber_(options.eps!.Value);
        if (momentum > 0)
            parameter.AddScaled_(state.momentum_buffer.Scale_(momentum).AddQuotient_(gradient, divisor, 1), -lr);
        else
            parameter.AddQuotient_(gradient, divisor, -lr);
    }

    /// <summary>Options of a group.</summary>
    public class Options : OptimizerOptions
    {
        /// <summary>Whether to climb instead of descend.</summary>
        public bool? maximize;

        /// <summary>Part of the last update in the next.</summary>
        public double? momentum;

        /// <summary>Decay rate of the mean of the squared gradient.</summary>
        public double? alpha;

        /// <summary>Added to the root of that mean.</summary>
        public double? eps;

        /// <summary>Factor of the parameter in the gradient.</summary>
        public double? weight_decay;

        /// <summary>Whether to divide by the standard deviation instead.</summary>
        public bool? centered;

        /// <inheritdoc/>
        public override void SaveStateDict(BinaryWriter writer)
        {
            base.SaveStateDict(writer);
            writer.Write(maximize!.Value);
            writer.Write(momentum!.Value);
            writer.Write(alpha!.Value);
            writer.Write(eps!.Value);
            writer.Write(weight_decay!.Value);
            writer.Write(centered!.Value);
        }

        /// <inheritdoc/>
        public override void LoadStateDict(BinaryReader reader)
        {
            base.LoadStateDict(reader);
            maximize = reader.ReadBoolean();
            momentum = reader.ReadDouble();
            alpha = reader.ReadDouble();
            eps = reader.ReadDouble();
            weight_decay = reader.ReadDouble();
            centered = reader.ReadBoolean();
        }

        /// <inheritdoc/>
        public override void LoadStateDict(OptimizerOptions source)
        {
            base.LoadStateDict(source);
            var other = (Options)source;
            maximize = other.maximize;
            momentum = other.momentum;
            alpha = other.alpha;
            eps = other.eps;
            weight_decay = other.weight_decay;
            centered = other.centered;
        }

        internal void Complete(Options defaults)
        {
            maximize ??= defaults.maximize;
            momentum ??= defaults.momentum;
            alpha ??= defaults.alpha;
            eps ??= defaults.eps;
            weight_decay ??= defaults.weight_decay;
            centered ??= defaults.centered;
        }
    }

    /// <summary>State of a parameter.</summary>
    public sealed class State : OptimizerState, IDisposable
    {
        /// <summary>Number of steps.</summary>
        public long step;

        /// <summary>Running mean of the squared gradient.</summary>
        public Tensor square_avg = null!;

        /// <summary>Running sum of the updates.</summary>
        public Tensor momentum_buffer = null!;

        /// <summary>Running mean of the gradient.</summary>
        public Tensor grad_avg = null!;

        /// <summary>State of a parameter, before <see cref="Initialize"/>.</summary>
        /// <param name="parameter">The parameter.</param>
        public State(Parameter parameter) : base(parameter)
        {
        }

        /// <summary>Frees the tensors.</summary>
        public void Dispose()
        {
            square_avg?.Dispose();
            momentum_buffer?.Dispose();
            grad_avg?.Dispose();
        }

        /// <inheritdoc/>
        public override void to(Device device)
        {
            Move(ref square_avg, device);
            Move(ref momentum_buffer, device);
            Move(ref grad_avg, device);
        }

        /// <inheritdoc/>
        public override void SaveStateDict(BinaryWriter writer)
        {
            writer.Write(step);
            square_avg.Save(writer);
            SaveConditionalStateTensor(writer, momentum_buffer);
            SaveConditionalStateTensor(writer, grad_avg);
        }

        /// <inheritdoc/>
        public override void LoadStateDict(BinaryReader reader)
        {
            step = reader.ReadInt64();
            square_avg.Load(reader);
            LoadConditionalStateTensor(reader, ref momentum_buffer!, _parameter.device);
            LoadConditionalStateTensor(reader, ref grad_avg!, _parameter.device);
        }

        /// <inheritdoc/>
        public override void LoadStateDict(OptimizerState source)
        {
            var other = (State)source;
            step = other.step;
            Copy(ref square_avg, other.square_avg);
            Copy(ref momentum_buffer, other.momentum_buffer);
            Copy(ref grad_avg, other.grad_avg);
        }

        /// <inheritdoc/>
        public override bool ApproximatelyEquals(OptimizerState other) =>
            other is State same && step == same.step && Close(square_avg, same.square_avg) &&
            Close(momentum_buffer, same.momentum_buffer) && Close(grad_avg, same.grad_avg);

        /// <inheritdoc/>
        public override void Initialize(OptimizerOptions options)
        {
            step = 0;
            Reset(ref square_avg, Zeros());
            Reset(ref momentum_buffer, Zeros());
            Reset(ref grad_avg, Zeros());
        }
    }

    /// <summary>Parameters that share options.</summary>
    public class ParamGroup : ParamGroup<Options>, IMomentum
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
        public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1e-3,
            double eps = 1e-8, double alpha = 0.99, double weight_decay = 0, double momentum = 0.0,
            bool centered = false)
            : base(parameters, new Options
            {
                LearningRate = lr,
                momentum = momentum,
                alpha = alpha,
                eps = eps,
                weight_decay = weight_decay,
                centered = centered,
            })
        {
        }

        /// <inheritdoc/>
        public double Momentum
        {
            get => Options!.momentum!.Value;
            set => Options!.momentum = value;
        }
    }
}
