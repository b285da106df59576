using PeftWorkbook.Models;
using PeftWorkbook.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Selective.Entries;

/// <summary>
/// Parameters of a frozen model that have gradients until this is disposed; the model is in evaluation mode for that
/// long.
/// </summary>
internal sealed class OpenParameters : IDisposable
{
    private readonly PretrainedModel _model;
    private readonly bool _wasTraining;
    private readonly List<Dense> _thawed;

    /// <summary>Opens the parameters whose own names are taken; null takes all.</summary>
    internal OpenParameters(PretrainedModel model, Func<string, bool>? takes)
    {
        (_model, _wasTraining) = (model, model.training);
        Parameters =
        [
            .. from p in ModuleNaming.BaseParameters(model).DistinctBy(p => p.Parameter, ReferenceEqualityComparer.Instance)
               where p.Parameter.is_floating_point() && takes?.Invoke(p.Name) != false
               select (p.Name, p.Parameter),
        ];
        _thawed = [.. model.modules().OfType<Dense>().Where(d => d.IsFrozen)];
        _thawed.ForEach(d => d.Thaw());
        foreach (var (_, parameter) in Parameters)
        {
            parameter.requires_grad = true;
        }

        model.eval();
    }

    /// <summary>The parameters by the model's own names, tied ones once.</summary>
    internal IReadOnlyList<(string Name, Parameter Parameter)> Parameters { get; }

    /// <summary>Adds the gradient of a value to the parameters'.</summary>
    /// <returns>The value.</returns>
    internal double Backward(Func<Tensor> value)
    {
        using var scope = NewDisposeScope();
        var computed = value();
        computed.backward();
        return computed.ToDouble();
    }

    public void Dispose()
    {
        foreach (var (_, parameter) in Parameters)
        {
            parameter.grad = null;
            parameter.requires_grad = false;
        }

        _thawed.ForEach(d => d.Freeze());
        _model.train(_wasTraining);
    }
}

/// <summary>Adds up squared gradients, and empties them.</summary>
internal sealed class SquaredSum(IReadOnlyList<(string Name, Parameter Parameter)> parameters) : IDisposable
{
    private readonly Dictionary<string, Tensor> _sums = parameters.ToDictionary(
        p => p.Name, p => zeros_like(p.Parameter, ScalarType.Float32).DetachFromDisposeScope());

    private bool _isTaken;

    /// <summary>Adds <c>share · gradient²</c> of each parameter, and empties the gradients.</summary>
    /// <param name="share">The factor.</param>
    /// <param name="clip">The norm that each tensor's gradient is scaled down to first; null leaves it.</param>
    internal void Add(double share, double? clip)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        foreach (var (name, parameter) in parameters)
        {
            if (parameter.grad is { } gradient)
            {
                var wide = gradient.to_type(ScalarType.Float32);
                var factor = clip is { } norm ? Math.Min(1, norm / (wide.norm().ToDouble() + 1e-6)) : 1;
                _sums[name].add_((wide * factor).square(), share);
                parameter.grad = null;
            }
        }
    }

    /// <summary>The sums, which are the caller's.</summary>
    internal Dictionary<string, Tensor> Take()
    {
        _isTaken = true;
        return _sums;
    }

    public void Dispose()
    {
        foreach (var sum in _isTaken ? [] : _sums.Values.ToList())
        {
            sum.Dispose();
        }
    }
}
