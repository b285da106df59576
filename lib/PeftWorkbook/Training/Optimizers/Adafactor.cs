using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Training.Optimizers;

/// <summary>
/// Adafactor (arXiv 1804.04235) as fairseq and transformers have it. The squared gradients of a matrix are estimated from the means
/// R of its rows and C of its columns, <c>v = R Cᵀ / mean(R)</c>; the step <c>g / √v</c> is scaled down where its root mean square
/// exceeds a threshold, and up with the parameter's own. It keeps <c>rows + columns</c> numbers for a matrix.
/// </summary>
/// <param name="RelativeStep">Takes <c>min(10⁻², 1/√step)</c> as the learning rate, and not the group's.</param>
/// <param name="WarmupInit">The relative step begins at <c>10⁻⁶ step</c> instead of 10⁻².</param>
/// <param name="ScaleParameter">Multiplies the learning rate by the parameter's root mean square, or <see cref="MinimumScale"/>.</param>
/// <param name="Beta1">The decay of the mean step; null keeps none.</param>
/// <param name="ClipThreshold">The largest root mean square of a step.</param>
/// <param name="DecayRate">The mean squares decay by <c>1 - stepᵈ</c>.</param>
/// <param name="Epsilon">Added to the squared gradients.</param>
/// <param name="MinimumScale">The smallest scale of a parameter.</param>
public sealed record AdafactorSettings(
    bool RelativeStep = true, bool WarmupInit = false, bool ScaleParameter = true, double? Beta1 = null, double ClipThreshold = 1,
    double DecayRate = -0.8, double Epsilon = 1e-30, double MinimumScale = 1e-3) : OptimizerSettings
{
    /// <inheritdoc/>
    public override OptimizerHelper Create(IReadOnlyList<ParameterGroup> groups) => WarmupInit && !RelativeStep
        ? throw new ArgumentException("Adafactor's warm-up belongs to its relative step: set RelativeStep, or leave WarmupInit.")
        : new Adafactor(this, groups);
}

/// <summary>The optimiser that <see cref="AdafactorSettings"/> describes.</summary>
public sealed class Adafactor : FactoredOptimizer
{
    private readonly AdafactorSettings _settings;

    internal Adafactor(AdafactorSettings settings, IReadOnlyList<ParameterGroup> groups) : base(groups, settings.Beta1 is not null) =>
        _settings = settings;

    private protected override void Step(Tensor parameter, Tensor gradient, FactoredState state, Options options)
    {
        var rate = Rate(parameter, state.step, options.LearningRate!.Value);
        var keep = 1 - Math.Pow(state.step, _settings.DecayRate);
        var squares = gradient.square().add_(_settings.Epsilon);
        var update = state.IsFactored ? Factored(squares, state, keep) : Mean(state.exp_avg_sq!, squares, keep).rsqrt();
        update.mul_(gradient);
        update.div_(Math.Max(1, RootMeanSquare(update) / _settings.ClipThreshold)).mul_(rate);
        if (_settings.Beta1 is { } beta1)
        {
            update = Mean(state.exp_avg!, update, beta1);
        }

        if (options.WeightDecay != 0)
        {
            parameter.mul_(1 - (options.WeightDecay * rate));
        }

        parameter.sub_(update);
    }

    private double Rate(Tensor parameter, long step, double given)
    {
        var least = _settings.WarmupInit ? 1e-6 * step : 1e-2;
        var rate = _settings.RelativeStep ? Math.Min(least, 1 / Math.Sqrt(step)) : given;
        return _settings.ScaleParameter ? rate * Math.Max(_settings.MinimumScale, RootMeanSquare(parameter)) : rate;
    }

    private static Tensor Factored(Tensor squares, FactoredState state, double keep)
    {
        var rows = Mean(state.exp_avg_sq_row!, squares.mean([-1]), keep);
        var columns = Mean(state.exp_avg_sq_col!, squares.mean([-2]), keep);
        var scaled = (rows / rows.mean([-1], keepdim: true)).rsqrt_().unsqueeze(-1);
        return scaled * columns.unsqueeze(-2).rsqrt();
    }
}
