using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Training.Optimizers;

/// <summary>Adam with decoupled weight decay (arXiv 1711.05101): <c>p ← p - lr (m̂ / (√v̂ + ε) + λ p)</c>.</summary>
/// <param name="Beta1">The decay of the mean gradient m.</param>
/// <param name="Beta2">The decay of the mean squared gradient v.</param>
/// <param name="Epsilon">Added to the denominator.</param>
/// <param name="AmsGrad">Divides by the largest v so far (arXiv 1904.09237).</param>
/// <param name="Maximize">Climbs instead of descending.</param>
public sealed record AdamWSettings(
    double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8, bool AmsGrad = false, bool Maximize = false) : OptimizerSettings
{
    /// <inheritdoc/>
    public override OptimizerHelper Create(IReadOnlyList<ParameterGroup> groups) => optim.AdamW(
        groups.Select(g => new AdamW.ParamGroup(
            g.Values, new AdamW.Options { LearningRate = g.LearningRate, weight_decay = g.WeightDecay })),
        groups[0].LearningRate, Beta1, Beta2, Epsilon, amsgrad: AmsGrad, maximize: Maximize);
}

/// <summary>Adam (arXiv 1412.6980); its weight decay is added to the gradient, as L2 regularisation is.</summary>
/// <param name="Beta1">The decay of the mean gradient.</param>
/// <param name="Beta2">The decay of the mean squared gradient.</param>
/// <param name="Epsilon">Added to the denominator.</param>
/// <param name="AmsGrad">Divides by the largest mean square so far.</param>
/// <param name="Maximize">Climbs instead of descending.</param>
public sealed record AdamSettings(
    double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8, bool AmsGrad = false, bool Maximize = false) : OptimizerSettings
{
    /// <inheritdoc/>
    public override OptimizerHelper Create(IReadOnlyList<ParameterGroup> groups) => optim.Adam(
        groups.Select(g => new Adam.ParamGroup(
            g.Values, new Adam.Options { LearningRate = g.LearningRate, weight_decay = g.WeightDecay })),
        groups[0].LearningRate, Beta1, Beta2, Epsilon, amsgrad: AmsGrad, maximize: Maximize);
}

/// <summary>Stochastic gradient descent, with a momentum: <c>b ← μ b + (1 - d) g</c>, <c>p ← p - lr b</c>.</summary>
/// <param name="Momentum">μ.</param>
/// <param name="Dampening">d, which the first step leaves out.</param>
/// <param name="Nesterov">Looks one step of the momentum ahead.</param>
/// <param name="Maximize">Climbs instead of descending.</param>
public sealed record SgdSettings(
    double Momentum = 0, double Dampening = 0, bool Nesterov = false, bool Maximize = false) : OptimizerSettings
{
    /// <inheritdoc/>
    public override OptimizerHelper Create(IReadOnlyList<ParameterGroup> groups) => optim.SGD(
        groups.Select(g => new SGD.ParamGroup(
            g.Values, new SGD.Options { LearningRate = g.LearningRate, weight_decay = g.WeightDecay })),
        groups[0].LearningRate, Momentum, Dampening, nesterov: Nesterov, maximize: Maximize);
}

/// <summary>Adagrad (Duchi et al. 2011): each step is divided by the root of the sum of all squared gradients.</summary>
/// <param name="LearningRateDecay">The learning rate is divided by <c>1 + (step - 1) decay</c>.</param>
/// <param name="InitialAccumulator">What the sum starts from.</param>
/// <param name="Epsilon">Added to the denominator.</param>
public sealed record AdagradSettings(
    double LearningRateDecay = 0, double InitialAccumulator = 0, double Epsilon = 1e-10) : OptimizerSettings
{
    /// <inheritdoc/>
    public override OptimizerHelper Create(IReadOnlyList<ParameterGroup> groups) => optim.Adagrad(
        groups.Select(g => new Adagrad.ParamGroup(
            g.Values, new Adagrad.Options { LearningRate = g.LearningRate, weight_decay = g.WeightDecay })),
        groups[0].LearningRate, LearningRateDecay, 0, InitialAccumulator, Epsilon);
}

/// <summary>RMSprop (Hinton 2012): each step is divided by the root of the mean squared gradient.</summary>
/// <param name="Alpha">The decay of that mean.</param>
/// <param name="Epsilon">Added to the denominator.</param>
/// <param name="Momentum">The momentum of the divided steps.</param>
/// <param name="Centered">Divides by the standard deviation instead.</param>
public sealed record RmsPropSettings(
    double Alpha = 0.99, double Epsilon = 1e-8, double Momentum = 0, bool Centered = false) : OptimizerSettings
{
    /// <inheritdoc/>
    public override OptimizerHelper Create(IReadOnlyList<ParameterGroup> groups) => optim.RMSProp(
        groups.Select(g => new RMSProp.ParamGroup(
            g.Values, new RMSProp.Options { LearningRate = g.LearningRate, weight_decay = g.WeightDecay })),
        groups[0].LearningRate, Alpha, Epsilon, 0, Momentum, Centered);
}
