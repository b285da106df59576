using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>Stochastic gradient descent, with momentum if wanted.</summary>
public class SGD : OptimizerHelper, IMomentum
{
    /// <summary>An optimizer of these parameters; the factory explains the arguments.</summary>
    public SGD(IEnumerable<Parameter> parameters, double lr, double momentum = 0.0,
        double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, momentum, dampening, weight_decay, nesterov, maximize)
    {
    }

    /// <summary>An optimizer of these groups; the factory explains the arguments.</summary>
    public SGD(IEnumerable<ParamGroup> parameters, double lr, double momentum = 0.0,
        double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
    {
        Require(lr >= 0, "learning rate", lr);
        Require(momentum >= 0, "momentum value", momentum);
        Require(weight_decay >= 0, "weight_decay value", weight_decay);
        if (nesterov && (momentum <= 0 || dampening != 0))
            throw new ArgumentException("Nesterov momentum requires a momentum and zero dampening");
        _defaults = new Options
        {
            LearningRate = lr,
            InitialLearningRate = lr,
            momentum = momentum,
            dampening = dampening,
            weight_decay = weight_decay,
            nesterov = nesterov,
            maximize = maximize,
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
        var parameters = group.Parameters.ToArray();
        var gradients = Array.ConvertAll(parameters, parameter => parameter.grad);
        parameters = parameters.Where((_, i) => gradients[i] is not null).ToArray();
        if (parameters.Length == 0) return;
        Tensor[] updates = gradients.OfType<Tensor>().ToArray();
        double lr = options.LearningRate!.Value, decay = options.weight_decay!.Value,
            momentum = options.momentum!.Value;
        if (decay != 0) updates = ForEach.PlusScaled(updates, parameters, decay);
        if (momentum != 0)
        {
            var buffers = parameters.Select((parameter, i) => Accumulate(parameter, updates[i], options)).ToArray();
            updates = options.nesterov!.Value ? ForEach.PlusScaled(updates, buffers, momentum) : buffers;
        }
        ForEach.AddScaled_(parameters, updates, options.maximize!.Value ? lr : -lr);
    }

    private Tensor Accumulate(Parameter parameter, Tensor gradient, Options options)
    {
        var state = (State)_state[parameter.Handle];
        if (state.momentum_buffer is { } buffer)
            return buffer.Scale_(options.momentum!.Value).AddScaled_(gradient, 1 - options.dampening!.Value);
        return state.momentum_buffer = gradient.clone().detach().DetachFromDisposeScope();
    }

    /// <summary>Options of a group.</summary>
    public class Options : OptimizerOptions
    {
        /// <summary>Part of the last update in the next.</summary>
        public double? momentum;

        /// <summary>Part of the gradient that momentum leaves out.</summary>
        public double? dampening;

        /// <summary>Factor of the parameter in the gradient.</summary>
        public double? weight_decay;

        /// <summary>Whether to look ahead with the momentum.</summary>
        public bool? nesterov;

        /// <summary>Whether to climb instead of descend.</summary>
        public bool? maximize;

        /// <inheritdoc/>
        public override void SaveStateDict(BinaryWriter writer)
        {
            base.SaveStateDict(writer);
            writer.Write(momentum!.Value);
            writer.Write(dampening!.Value);
            writer.Write(weight_decay!.Value);
            writer.Write(nesterov!.Value);
            writer.Write(maximize!.Value);
        }

        /// <inheritdoc/>
        public override void LoadStateDict(BinaryReader reader)
        {
            base.LoadStateDict(reader);
            momentum = reader.ReadDouble();
            dampening = reader.ReadDouble();
            weight_decay = reader.ReadDouble();
            nesterov = reader.ReadBoolean();
            maximize = reader.ReadBoolean();
        }

        /// <inheritdoc/>
        public override void LoadStateDict(OptimizerOptions source)
        {
            base.LoadStateDict(source);
            var other = (Options)source;
            momentum = other.momentum;
            dampening = other.dampening;
            weight_decay = other.weight_decay;
            nesterov = other.nesterov;
            maximize = other.maximize;
        }

        internal void Complete(Options defaults)
        {
            momentum ??= defaults.momentum;
            dampening ??= defaults.dampening;
            weight_decay ??= defaults.weight_decay;
            nesterov ??= defaults.nesterov;
            maximize ??= defaults.maximize;
        }
    }

    /// <summary>State of a parameter.</summary>
    public sealed class State : OptimizerState, IDisposable
    {
        /// <summary>Running sum of the gradients; null before the first step.</summary>
        public Tensor? momentum_buffer;

        /// <summary>State of a parameter, before <see cref="Initialize"/>.</summary>
        /// <param name="parameter">The parameter.</param>
        public State(Parameter parameter) : base(parameter)
        {
        }

        /// <summary>Frees the tensors.</summary>
        public void Dispose()
        {
            momentum_buffer?.Dispose();
        }

        /// <inheritdoc/>
        public override void to(Device device)
        {
            if (momentum_buffer is not null) Move(ref momentum_buffer, device);
        }

        /// <inheritdoc/>
        public override void SaveStateDict(BinaryWriter writer)
        {
            SaveConditionalStateTensor(writer, momentum_buffer);
        }

        /// <inheritdoc/>
        public override void LoadStateDict(BinaryReader reader)
        {
            LoadConditionalStateTensor(reader, ref momentum_buffer, _parameter.device);
        }

        /// <inheritdoc/>
        public override void LoadStateDict(OptimizerState source)
        {
            var other = (State)source;
            CopyOptional(ref momentum_buffer, other.momentum_buffer);
        }

        /// <inheritdoc/>
        public override bool ApproximatelyEquals(OptimizerState other) =>
            other is State same && Close(momentum_buffer, same.momentum_buffer);

        /// <inheritdoc/>
        public override void Initialize(OptimizerOptions options)
        {
            momentum_buffer?.Dispose();
            momentum_buffer = null;
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
            double momentum = 0.0, double dampening = 0, double weight_decay = 0, bool nesterov = false,
            bool maximize = false)
            : base(parameters, new Options
            {
                LearningRate = lr,
                momentum = momentum,
                dampening = dampening,
                weight_decay = weight_decay,
                nesterov = nesterov,
                maximize = maximize,
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
