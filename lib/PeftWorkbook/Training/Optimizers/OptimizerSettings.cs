using TorchSharp.Modules;

namespace PeftWorkbook.Training.Optimizers;

/// <summary>Parameters that share a learning rate and a weight decay.</summary>
/// <param name="Name">What the group is called in reports.</param>
/// <param name="Parameters">The parameters, by name.</param>
/// <param name="LearningRate">The highest learning rate; a schedule multiplies it.</param>
/// <param name="WeightDecay">The decay of the weights.</param>
public sealed record ParameterGroup(
    string Name, IReadOnlyList<(string Name, Parameter Parameter)> Parameters, double LearningRate, double WeightDecay)
{
    /// <summary>The parameters alone.</summary>
    internal List<Parameter> Values => [.. Parameters.Select(p => p.Parameter)];
}

/// <summary>
/// Which optimiser trains, and what belongs to it alone: learning rate and weight decay come with the groups. A parameter without a
/// gradient is left alone, and its step counter stays.
/// </summary>
public abstract record OptimizerSettings
{
    /// <summary>Makes the optimiser.</summary>
    /// <param name="groups">What it trains; every parameter is in one group.</param>
    /// <exception cref="ArgumentException">A setting makes no sense.</exception>
    public abstract OptimizerHelper Create(IReadOnlyList<ParameterGroup> groups);
}
