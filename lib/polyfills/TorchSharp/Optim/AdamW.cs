using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>Adam with decoupled weight decay (arXiv 1711.05101). Note that the weight decay is 0 unless
/// given.</summary>
public class AdamW : OptimizerHelper, IBetas
{
    /// <summary>An optimizer of these parameters; the factory explains the arguments.</summary>
    public AdamW(IEnumerable<Parameter> parameters, double lr = 1e-3,
        double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0,
        bool amsgrad = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
    {
    }

    /// <summary>An optimizer of these groups; the factory explains the arguments.</summary>
    public AdamW(IEnumerable<ParamGroup> parameters, double lr = 1e-3,
        double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0,
        bool amsgrad = false, bool maximize = false)
    {
        Require(lr >= 0, "learning rate", lr);
        Require(eps >= 0, "ε", eps);
        Require(beta1 is >= 0 and < 1, "beta1", beta1);
        Require(beta2 is >= 0 and < 1, "beta2", beta2);
        Require(weight_decay >= 0, "weight_decay value", weight_decay);
        _defaults = new Options
        {
            LearningRate = lr,
            InitialLearningRate = lr,
            beta1 = beta1,
            beta2 = beta2,
            eps = eps,
            weight_decay = weight_decay,
            amsgrad = amsgrad,
            maximize = maximize,
        };
        foreach (var group in parameters) add_param_group(group);
    }

    /// <summary>Decay rates that new groups inherit.</summary>
    public (double, double) Betas
    {
        get => (Defaults.beta1!.Value, Defaults.beta2!.Value);
        set => (Defaults.beta1, Defaults.beta2) = value;
    }

    private Options Defaults => (Options)_defaults;

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
        var parameters = new List<Parameter>();
        var gradients = new List<Tensor>();
        foreach (var parameter in group.Parameters)
        {
            if (parameter.grad is not { } gradient) continue;
            parameters.Add(parameter);
            gradients.Add(gradient);
        }
        var states = parameters.ConvertAll(parameter => (State)_state[parameter.Handle]);
        foreach (var state in states) state.step++;
        // One pass where all parameters have the same history; a parameter that sometimes has no gradient falls behind.
        foreach (var alike in Enumerable.Range(0, states.Count).GroupBy(i => states[i].step))
        {
            StepAlike(alike.Select(i => parameters[i]).ToArray<Tensor>(), alike.Select(i => gradients[i]).ToArray(),
                alike.Select(i => states[i]).ToArray(), options);
        }
    }

    private static void StepAlike(Tensor[] parameters, Tensor[] gradients, State[] states, Options options)
    {
        double beta1 = options.beta1!.Value, beta2 = options.beta2!.Value;
        double lr = options.LearningRate!.Value, decay = options.weight_decay!.Value;
        if (options.maximize!.Value) gradients = ForEach.Negated(gradients);
        if (decay != 0) ForEach.Scale_(parameters, 1 - lr * decay);
        var means = Array.ConvertAll(states, state => state.exp_avg);
        var squares = Array.ConvertAll(states, state => state.exp_avg_sq);
        long step = states[0].step;
        double root = Math.Sqrt(1 - Math.Pow(beta2, step)), stepSize = lr / (1 - Math.Pow(beta1, step));
        if (!options.amsgrad!.Value && FusedAdam.Takes(parameters, gradients, means, squares))
        {
            // The pass writes past autograd, which must still see that the parameters have changed.
            if (decay == 0) ForEach.Scale_(parameters, 1);
            FusedAdam.Step(
                parameters, gradients, means, squares, new(beta1, beta2, options.eps!.Value, root, stepSize));
            return;
        }
        ForEach.Scale_(means, beta1);
        ForEach.AddScaled_(means, gradients, 1 - beta1);
        ForEach.Scale_(squares, beta2);
        ForEach.AddProduct_(squares, gradients, gradients, 1 - beta2);
        if (options.amsgrad!.Value) squares = Array.ConvertAll(states, state => state.RaiseMaximum());
        var divisors = ForEach.SquareRoot(squares);
        ForEach.Divide_(divisors, root);
        ForEach.AddNumber_(divisors, options.eps!.Value);
        ForEach.AddQuotient_(parameters, means, divisors, -stepSize);
    }

    /// <summary>Options of a group.</summary>
    public class Options : OptimizerOptions
    {
        /// <summary>Decay rate of the first moment.</summary>
        public double? beta1;

        /// <summary>Decay rate of the second moment.</summary>
        public double? beta2;

        /// <summary>Added to the root of the second moment.</summary>
        public double? eps;

        /// <summary>Part of a parameter that a step of learning rate 1 takes away.</summary>
        public double? weight_decay;

        /// <summary>Whether to divide by the largest second moment so far (arXiv 1904.09237).</summary>
        public bool? amsgrad;

        /// <summary>Whether to climb instead of descend.</summary>
        public bool? maximize;

        /// <inheritdoc/>
        public override void SaveStateDict(BinaryWriter writer)
        {
            base.SaveStateDict(writer);
            writer.Write(beta1!.Value);
            writer.Write(beta2!.Value);
            writer.Write(eps!.Value);
            writer.Write(weight_decay!.Value);
            writer.Write(amsgrad!.Value);
            writer.Write(maximize!.Value);
        }

        /// <inheritdoc/>
        public override void LoadStateDict(BinaryReader reader)
        {
            base.LoadStateDict(reader);
            beta1 = reader.ReadDouble();
            beta2 = reader.ReadDouble();
            eps = reader.ReadDouble();
            weight_decay = reader.ReadDouble();
            amsgrad = reader.ReadBoolean();
            maximize = reader.ReadBoolean();
        }

        /// <inheritdoc/>
        public override void LoadStateDict(OptimizerOptions source)
        {
            base.LoadStateDict(source);
            var other = (Options)source;
            beta1 = other.beta1;
            beta2 = other.beta2;
            eps = other.eps;
            weight_decay = other.weight_decay;
            amsgrad = other.amsgrad;
            maximize = other.maximize;
        }

        internal void Complete(Options defaults)
        {
            beta1 ??= defaults.beta1;
            beta2 ??= defaults.beta2;
            eps ??= defaults.eps;
            weight_decay ??= defaults.weight_decay;
            amsgrad ??= defaults.amsgrad;
            maximize ??= defaults.maximize;
        }
    }

    /// <summary>State of a parameter.</summary>
    public sealed class State : OptimizerState, IDisposable
    {
        /// <summary>Number of steps.</summary>
        public long step;

        /// <summary>Running mean of the gradient.</summary>
        public Tensor exp_avg = null!;

        /// <summary>Running mean of the squared gradient.</summary>
        public Tensor exp_avg_sq = null!;

        /// <summary>Largest of these means, or null.</summary>
        public Tensor? max_exp_avg_sq;

        /// <summary>State of a parameter, before <see cref="Initialize"/>.</summary>
        /// <param name="parameter">The parameter.</param>
        public State(Parameter parameter) : base(parameter)
        {
        }

        /// <summary>Frees the tensors.</summary>
        public void Dispose()
        {
            exp_avg?.Dispose();
            exp_avg_sq?.Dispose();
            max_exp_avg_sq?.Dispose();
        }

        /// <inheritdoc/>
        public override void to(Device device)
        {
            Move(ref exp_avg, device);
            Move(ref exp_avg_sq, device);
            if (max_exp_avg_sq is not null) Move(ref max_exp_avg_sq, device);
        }

        /// <inheritdoc/>
        public override void SaveStateDict(BinaryWriter writer)
        {
            writer.Write(step);
            exp_avg.Save(writer);
            exp_avg_sq.Save(writer);
            SaveConditionalStateTensor(writer, max_exp_avg_sq);
        }

        /// <inheritdoc/>
        public override void LoadStateDict(BinaryReader reader)
        {
            step = reader.ReadInt64();
            exp_avg.Load(reader);
            exp_avg_sq.Load(reader);
            LoadConditionalStateTensor(reader, ref max_exp_avg_sq, _parameter.device);
        }

        /// <inheritdoc/>
        public override void LoadStateDict(OptimizerState source)
        {
            var other = (State)source;
            step = other.step;
            Copy(ref exp_avg, other.exp_avg);
            Copy(ref exp_avg_sq, other.exp_avg_sq);
            CopyOptional(ref max_exp_avg_sq, other.max_exp_avg_sq);
        }

        /// <inheritdoc/>
        public override bool ApproximatelyEquals(OptimizerState other) =>
            other is State same && step == same.step && Close(exp_avg, same.exp_avg) &&
            Close(exp_avg_sq, same.exp_avg_sq) && Close(max_exp_avg_sq, same.max_exp_avg_sq);

        /// <inheritdoc/>
        public override void Initialize(OptimizerOptions options)
        {
            step = 0;
            Reset(ref exp_avg, Zeros());
            Reset(ref exp_avg_sq, Zeros());
            max_exp_avg_sq?.Dispose();
            max_exp_avg_sq = ((Options)options).amsgrad!.Value ? Zeros() : null;
        }

        internal Tensor RaiseMaximum()
        {
            var raised = TensorMath.Maximum(max_exp_avg_sq!, exp_avg_sq).DetachFromDisposeScope();
            max_exp_avg_sq!.Dispose();
            return max_exp_avg_sq = raised;
        }
    }

    /// <summary>Parameters that share options.</summary>
    public class ParamGroup : ParamGroup<Options>, IBetas
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
            double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0,
            bool amsgrad = false, bool maximize = false)
            : base(parameters, new Options
            {
                LearningRate = lr,
                beta1 = beta1,
                beta2 = beta2,
                eps = eps,
                weight_decay = weight_decay,
                amsgrad = amsgrad,
                maximize = maximize,
            })
        {
        }

        /// <inheritdoc/>
        public (double, double) Betas
        {
            get => (Options!.beta1!.Value, Options.beta2!.Value);
            set => (Options!.beta1, Options.beta2) = value;
        }
    }
}
