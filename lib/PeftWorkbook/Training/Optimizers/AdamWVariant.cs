using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Training.Optimizers;

/// <summary>AdamW with the turns that methods give it; without any it computes what <see cref="AdamWSettings"/> does.</summary>
/// <param name="Beta1">The decay of the mean gradient m.</param>
/// <param name="Beta2">The decay of the mean squared gradient v.</param>
/// <param name="Epsilon">ε.</param>
public sealed record AdamWVariantSettings(double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8) : OptimizerSettings
{
    /// <summary>Adds ε to √v before the correction of the first steps' bias, and not after it.</summary>
    public bool EpsilonBeforeCorrection { get; init; }

    /// <summary>Lets weights decay after the step, from their new values.</summary>
    public bool DecaysAfter { get; init; }

    /// <summary>Forgets all moments whenever <c>(finished steps + 1) mod K = 0</c> (BAdam, arXiv 2404.02827); 0 never does.</summary>
    public int RestartEvery { get; init; }

    /// <summary>Keeps moments of projected gradients; null keeps them whole.</summary>
    public GradientProjection? Projection { get; init; }

    /// <summary>The form that transformers had as <c>AdamW</c>, which authors' code still carries: ε first, decay last.</summary>
    public static AdamWVariantSettings Transformers(double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-6) =>
        new(beta1, beta2, epsilon) { EpsilonBeforeCorrection = true, DecaysAfter = true };

    /// <inheritdoc/>
    public override OptimizerHelper Create(IReadOnlyList<ParameterGroup> groups) => new AdamWVariant(this, groups);
}

/// <summary>The optimiser of <see cref="AdamWVariantSettings"/>.</summary>
public sealed class AdamWVariant : OptimizerHelper
{
    private readonly AdamWVariantSettings _settings;

    internal AdamWVariant(AdamWVariantSettings settings, IReadOnlyList<ParameterGroup> groups)
    {
        _settings = settings;
        foreach (var group in groups)
        {
            IEqualityComparer<Parameter> same = ReferenceEqualityComparer.Instance;
            var names = group.Parameters.ToDictionary(p => p.Parameter, p => p.Name, same);
            add_param_group(new ParamGroup<Options>(
                group.Values, new Options { LearningRate = group.LearningRate, WeightDecay = group.WeightDecay, Names = names }));
        }
    }

    /// <inheritdoc/>
    public override void add_param_group(ParamGroup param_group)
    {
        var options = (Options)param_group.Options!;
        options.InitialLearningRate = options.LearningRate!.Value;
        _parameter_groups.Add(param_group);
        foreach (var parameter in param_group.Parameters)
        {
            var isProjected = _settings.Projection?.Takes(options.Names.GetValueOrDefault(parameter) ?? "", parameter) ?? false;
            var state = new AdamWVariantState(parameter, isProjected);
            state.Initialize(options);
            _state[parameter.Handle] = state;
        }
    }

    /// <summary>
    /// The singular directions that a projected weight's gradients are projected to now; null before its first step.
    /// </summary>
    public Tensor? Projector(Parameter parameter) => ((AdamWVariantState)_state[parameter.Handle]).projector;

    /// <inheritdoc/>
    public override Tensor? step(Func<Tensor>? closure = null) => _step<ParamGroup>(
        group =>
        {
            var options = (Options)group.Options!;
            foreach (var parameter in group.Parameters)
            {
                if (parameter.grad is { } gradient)
                {
                    Step(parameter, gradient, (AdamWVariantState)_state[parameter.Handle], options);
                }
            }

            options.Steps++;
            if (_settings.RestartEvery > 0 && (options.Steps + 1) % _settings.RestartEvery == 0)
            {
                foreach (var parameter in group.Parameters)
                {
                    _state[parameter.Handle].Initialize(options);
                }
            }
        },
        closure);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        foreach (var (_, state) in _state)
        {
            ((AdamWVariantState)state).Dispose();
        }
    }

    private void Step(Tensor parameter, Tensor gradient, AdamWVariantState state, Options options)
    {
        var (rate, projection) = (options.LearningRate!.Value, state.IsProjected ? _settings.Projection : null);
        if (!_settings.DecaysAfter)
        {
            parameter.mul_(1 - (rate * options.WeightDecay));
        }

        if (projection is not null)
        {
            state.Aim(projection, gradient);
            gradient = projection.Project(gradient, state.projector!);
        }

        var (mean, square) = state.Moments(gradient);
        state.step++;
        mean.mul_(_settings.Beta1).add_(gradient, 1 - _settings.Beta1);
        square.mul_(_settings.Beta2).addcmul_(gradient, gradient, 1 - _settings.Beta2);
        var first = 1 - Math.Pow(_settings.Beta1, state.step);
        var second = Math.Sqrt(1 - Math.Pow(_settings.Beta2, state.step));
        var (denominator, size) = _settings.EpsilonBeforeCorrection
            ? (square.sqrt().add_(_settings.Epsilon), rate * second / first)
            : (square.sqrt().div_(second).add_(_settings.Epsilon), rate / first);
        var direction = mean / denominator;
        parameter.add_(projection is null ? direction : projection.Back(direction, state.projector!, parameter), -size);
        if (_settings.DecaysAfter && options.WeightDecay > 0)
        {
            parameter.mul_(1 - (rate * options.WeightDecay));
        }
    }

    /// <summary>A group's options.</summary>
    public sealed class Options : OptimizerOptions
    {
        /// <summary>The decay of the weights.</summary>
        public double WeightDecay { get; set; }

        /// <summary>How many steps are finished.</summary>
        public long Steps { get; set; }

        internal IReadOnlyDictionary<Parameter, string> Names { get; init; } = new Dictionary<Parameter, string>();

        /// <inheritdoc/>
        public override void SaveStateDict(BinaryWriter writer)
        {
            base.SaveStateDict(writer);
            writer.Write(WeightDecay);
            writer.Write(Steps);
        }

        /// <inheritdoc/>
        public override void LoadStateDict(BinaryReader reader)
        {
            base.LoadStateDict(reader);
            (WeightDecay, Steps) = (reader.ReadDouble(), reader.ReadInt64());
        }

        /// <inheritdoc/>
        public override void LoadStateDict(OptimizerOptions source)
        {
            base.LoadStateDict(source);
            (WeightDecay, Steps) = (((Options)source).WeightDecay, ((Options)source).Steps);
        }
    }
}
