using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Training.Optimizers;

/// <summary>What the two forms of Adafactor share: groups, state, and the walk over the parameters.</summary>
public abstract class FactoredOptimizer : OptimizerHelper
{
    private readonly bool _hasFirstMoment;

    private protected FactoredOptimizer(IReadOnlyList<ParameterGroup> groups, bool hasFirstMoment)
    {
        _hasFirstMoment = hasFirstMoment;
        foreach (var group in groups)
        {
            add_param_group(new ParamGroup<Options>(
                group.Values, new Options { LearningRate = group.LearningRate, WeightDecay = group.WeightDecay }));
        }
    }

    /// <inheritdoc/>
    public override void add_param_group(ParamGroup param_group)
    {
        param_group.Options!.InitialLearningRate = param_group.Options.LearningRate!.Value;
        _parameter_groups.Add(param_group);
        foreach (var parameter in param_group.Parameters)
        {
            var state = new FactoredState(parameter, _hasFirstMoment);
            state.Initialize(param_group.Options);
            _state[parameter.Handle] = state;
        }
    }

    /// <inheritdoc/>
    public override Tensor? step(Func<Tensor>? closure = null) => _step<ParamGroup>(
        group =>
        {
            foreach (var parameter in group.Parameters)
            {
                if (parameter.grad is { } gradient)
                {
                    var state = (FactoredState)_state[parameter.Handle];
                    state.step++;
                    Step(parameter, gradient, state, (Options)group.Options!);
                }
            }
        },
        closure);

    /// <summary>Changes one parameter; its step counter is already this step's.</summary>
    private protected abstract void Step(Tensor parameter, Tensor gradient, FactoredState state, Options options);

    /// <summary><c>mean ← keep · mean + (1 - keep) · value</c>.</summary>
    private protected static Tensor Mean(Tensor mean, Tensor value, double keep) => mean.mul_(keep).add_(value * (1 - keep));

    private protected static double RootMeanSquare(Tensor x) => x.norm().ToDouble() / Math.Sqrt(x.numel());

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        foreach (var (_, state) in _state)
        {
            ((FactoredState)state).Dispose();
        }
    }

    /// <summary>A group's options.</summary>
    public sealed class Options : OptimizerOptions
    {
        /// <summary>The decay of the weights.</summary>
        public double WeightDecay { get; set; }

        /// <inheritdoc/>
        public override void SaveStateDict(BinaryWriter writer)
        {
            base.SaveStateDict(writer);
            writer.Write(WeightDecay);
        }

        /// <inheritdoc/>
        public override void LoadStateDict(BinaryReader reader)
        {
            base.LoadStateDict(reader);
            WeightDecay = reader.ReadDouble();
        }

        /// <inheritdoc/>
        public override void LoadStateDict(OptimizerOptions source)
        {
            base.LoadStateDict(source);
            WeightDecay = ((Options)source).WeightDecay;
        }
    }
}
