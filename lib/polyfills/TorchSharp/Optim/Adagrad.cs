using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Adagrad (JMLR 12, Duchi 2011): divides by the root of the sum of all squared gradients.</summary>
public class Adagrad : OptimizerHelper
{
    /// <summary>An optimizer of these parameters; the factory explains the arguments.</summary>
    public Adagrad(IEnumerable<Parameter> parameters, double lr = 1e-2,
        double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0,
        double eps = 1e-10)
        : this([new ParamGroup { Parameters = parameters }], lr, lr_decay, weight_decay, initial_accumulator_value, eps)
    {
    }

    /// <summary>An optimizer of these groups; the factory explains the arguments.</summary>
    public Adagrad(IEnumerable<ParamGroup> parameters, double lr = 1e-2,
        double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0,
        double eps = 1e-10)
    {
        Require(lr >= 0, "learning rate", lr);
        Require(eps >= 0, "ε", eps);
        Require(lr_decay >= 0, "lr_decay value", lr_decay);
        Require(weight_decay >= 0, "weight_decay value", weight_decay);
        Require(initial_accumulator_value >= 0, "initial_accumulator_value", initial_accumulator_value);
        _defaults = new Options
        {
            LearningRate = lr,
            InitialLearningRate = lr,
            lr_decay = lr_decay,
            initial_accumulator_value = initial_accumulator_value,
            eps = eps,
            weight_decay = weight_decay,
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
            var gradient = TensorMath.StepGradient(parameter, options.weight_decay!.Value, false);
            if (gradient is not null) StepParameter(parameter, gradient, (State)_state[parameter.Handle], options);
        }
    }

    private static void StepParameter(Parameter parameter, Tensor gradient, State state, Options options)
    {
        state.step++;
        double rate = options.LearningRate!.Value / (1 + (state.step - 1) * options.lr_decay!.Value);
        state.sum.AddProduct_(gradient, gradient, 1);
        parameter.AddQuotient_(gradient, state.sum.sqrt().AddNumber_(options.eps!.Value), -rate);
    }

    /// <summary>Options of a group.</summary>
    public class Options : OptimizerOptions
    {
        /// <summary>How fast the learning rate falls with the steps.</summary>
        public double? lr_decay;

        /// <summary>What the sums start from.</summary>
        public double? initial_accumulator_value;

        /// <summary>Keeps the divisor away from zero.</summary>
        public double? eps;

        /// <summary>Factor of the parameter in the gradient.</summary>
        public double? weight_decay;

        /// <inheritdoc/>
        public override void SaveStateDict(BinaryWriter writer)
        {
            base.SaveStateDict(writer);
            writer.Write(lr_decay!.Value);
            writer.Write(initial_accumulator_value!.Value);
            writer.Write(eps!.Value);
            writer.Write(weight_decay!.Value);
        }

        /// <inheritdoc/>
        public override void LoadStateDict(BinaryReader reader)
        {
            base.LoadStateDict(reader);
            lr_decay = reader.ReadDouble();
            initial_accumulator_value = reader.ReadDouble();
            eps = reader.ReadDouble();
            weight_decay = reader.ReadDouble();
        }

        /// <inheritdoc/>
        public override void LoadStateDict(OptimizerOptions source)
        {
            base.LoadStateDict(source);
            var other = (Options)source;
            lr_decay = other.lr_decay;
            initial_accumulator_value = other.initial_accumulator_value;
            eps = other.eps;
            weight_decay = other.weight_decay;
        }

        internal void Complete(Options defaults)
        {
            lr_decay ??= defaults.lr_decay;
            initial_accumulator_value ??= defaults.initial_accumulator_value;
            eps ??= defaults.eps;
            weight_decay ??= defaults.weight_decay;
        }
    }

    /// <summary>State of a parameter.</summary>
    public sealed class State : OptimizerState, IDisposable
    {
        /// <summary>Number of steps.</summary>
        public long step;

        /// <summary>Sum of the squared gradients.</summary>
        public Tensor sum = null!;

        /// <summary>State of a parameter, before <see cref="Initialize"/>.</summary>
        /// <param name="parameter">The parameter.</param>
        public State(Parameter parameter) : base(parameter)
        {
        }

        /// <summary>Frees the tensors.</summary>
        public void Dispose()
        {
            sum?.Dispose();
        }

        /// <inheritdoc/>
        public override void to(Device device)
        {
            Move(ref sum, device);
        }

        /// <inheritdoc/>
        public override void SaveStateDict(BinaryWriter writer)
        {
            writer.Write(step);
            sum.Save(writer);
        }

        /// <inheritdoc/>
        public override void LoadStateDict(BinaryReader reader)
        {
            step = reader.ReadInt64();
            sum.Load(reader);
        }

        /// <inheritdoc/>
        public override void LoadStateDict(OptimizerState source)
        {
            var other = (State)source;
            step = other.step;
            Copy(ref sum, other.sum);
        }

        /// <inheritdoc/>
        public override bool ApproximatelyEquals(OptimizerState other) =>
            other is State same && step == same.step && Close(sum, same.sum);

        /// <inheritdoc/>
        public override void Initialize(OptimizerOptions options)
        {
            step = 0;
            Reset(ref sum, Zeros().AddNumber_(((Options)options).initial_accumulator_value!.Value));
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
            double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0,
            double eps = 1e-10)
            : base(parameters, new Options
            {
                LearningRate = lr,
                lr_decay = lr_decay,
                initial_accumulator_value = initial_accumulator_value,
                eps = eps,
                weight_decay = weight_decay,
            })
        {
        }
    }
}
