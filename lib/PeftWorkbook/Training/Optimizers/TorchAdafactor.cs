using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Training.Optimizers;

/// <summary>
/// Adafactor (arXiv 1804.04235) as <c>torch.optim.Adafactor</c> has it: the learning rate is <c>min(lr, 1/√step)</c> times the
/// parameter's root mean square, the weight decay that of AdamW, and nothing is added to the squared gradients; they are held above ε²
/// instead.
/// </summary>
/// <param name="Beta2Decay">The mean squares take in <c>stepᵈ</c> of the new ones.</param>
/// <param name="Epsilon">ε; null takes the distance from 1 to the next number of the dtype.</param>
/// <param name="MinimumScale">The smallest scale of a parameter.</param>
/// <param name="ClipThreshold">The largest root mean square of a step (PyTorch's <c>d</c>).</param>
/// <param name="Maximize">Climbs instead of descending.</param>
public sealed record TorchAdafactorSettings(
    double Beta2Decay = -0.8, double? Epsilon = null, double MinimumScale = 1e-3, double ClipThreshold = 1, bool Maximize = false)
    : OptimizerSettings
{
    /// <inheritdoc/>
    public override OptimizerHelper Create(IReadOnlyList<ParameterGroup> groups) => new TorchAdafactor(this, groups);
}

/// <summary>The optimiser that <see cref="TorchAdafactorSettings"/> describes.</summary>
public sealed class TorchAdafactor : FactoredOptimizer
{
    private readonly TorchAdafactorSettings _settings;

    internal TorchAdafactor(TorchAdafactorSettings settings, IReadOnlyList<ParameterGroup> groups) : base(groups, hasFirstMoment: false) =>
        _settings = settings;

    private protected override void Step(Tensor parameter, Tensor gradient, FactoredState state, Options options)
    {
        gradient = _settings.Maximize ? -gradient : gradient;
        var rate = options.LearningRate!.Value;
        var epsilon = _settings.Epsilon ?? Spacing(parameter.dtype);
        var keep = 1 - Math.Pow(state.step, _settings.Beta2Decay);
        var scale = Math.Max(_settings.MinimumScale, RootMeanSquare(parameter)) * Math.Min(rate, 1 / Math.Sqrt(state.step));
        parameter.mul_(1 - (rate * options.WeightDecay));
        var squares = gradient.square();
        var variance = state.IsFactored
            ? Factored(squares, state, keep, epsilon)
            : Mean(state.exp_avg_sq!, squares, keep).clone();
        var update = variance.clamp_min_(epsilon * epsilon).rsqrt_().mul_(gradient);
        parameter.sub_(update.mul_(scale / Math.Max(1, RootMeanSquare(update) / _settings.ClipThreshold)));
    }

    // The distance from 1 to the next number.
    private static double Spacing(ScalarType dtype) => dtype switch
    {
        ScalarType.Float64 => double.BitIncrement(1) - 1,
        ScalarType.Float16 => Math.ScaleB(1, -10),
        ScalarType.BFloat16 => Math.ScaleB(1, -7),
        _ => float.BitIncrement(1) - 1,
    };

    private static Tensor Factored(Tensor squares, FactoredState state, double keep, double epsilon)
    {
        var rows = Mean(state.exp_avg_sq_row!, squares.mean([-1]), keep);
        var columns = Mean(state.exp_avg_sq_col!, squares.mean([-2]), keep);
        var total = rows.mean([-1], keepdim: true).unsqueeze(-1).clamp_min_(epsilon);
        return (rows.unsqueeze(-1) * columns.unsqueeze(-2)).div_(total);
    }
}
