using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Training;

/// <summary>
/// What a training changes. A parameter of half precision (bfloat16, float16) is too coarse for small steps, so the optimiser works on
/// a float32 copy, which is rounded into the model after every step (arXiv 1710.03740).
/// </summary>
internal sealed class TrainedParameters : IDisposable
{
    private readonly List<(string Name, Parameter Live, Parameter Optimized)> _all = [];
    private readonly Dictionary<Parameter, double> _rates = new(ReferenceEqualityComparer.Instance);

    internal TrainedParameters(nn.Module model)
    {
        foreach (var (_, parameter, rate) in (model as Peft.PeftModel)?.Optimized() ?? [])
        {
            _rates[parameter] = rate;
        }

        var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        foreach (var (name, parameter) in model.named_parameters())
        {
            if ((parameter.requires_grad || _rates.ContainsKey(parameter)) && seen.Add(parameter))
            {
                _all.Add((name, parameter, IsCoarse(parameter) ? Copy(parameter) : parameter));
            }
        }
    }

    /// <summary>The parameters in groups that learn at one rate each.</summary>
    internal IReadOnlyList<Optimizers.ParameterGroup> Groups(double learningRate, double weightDecay) =>
    [
        .. from p in _all
           group (p.Name, p.Optimized) by _rates.GetValueOrDefault(p.Live, 1) into together
           orderby together.Key
           select new Optimizers.ParameterGroup(
               together.Key == 1 ? "all" : $"x{together.Key}", [.. together], learningRate * together.Key, weightDecay),
    ];

    internal int Count => _all.Count;

    /// <summary>What the optimiser changes, by the names of the model.</summary>
    internal IEnumerable<(string Name, Parameter Parameter)> Optimized => _all.Select(p => (p.Name, p.Optimized));

    /// <summary>What the optimiser holds in a parameter's place: the parameter itself, or its copy.</summary>
    internal Parameter Held(Parameter live) => _all.First(p => ReferenceEquals(p.Live, live)).Optimized;

    /// <summary>Gives the optimiser's copies the gradients of the model.</summary>
    internal void GatherGradients()
    {
        foreach (var (_, live, copy) in _all)
        {
            if (!ReferenceEquals(live, copy))
            {
                copy.grad = live.grad?.to_type(ScalarType.Float32);
            }
        }
    }

    /// <summary>Rounds the optimiser's copies into the model.</summary>
    internal void Publish()
    {
        using var _ = no_grad();
        foreach (var (_, live, copy) in _all)
        {
            if (!ReferenceEquals(live, copy))
            {
                live.copy_(copy);
            }
        }
    }

    /// <summary>Takes over what was changed in the model since <see cref="Publish"/>, as an adapter that prunes itself does.</summary>
    internal void Adopt()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        foreach (var (_, live, copy) in _all)
        {
            if (!ReferenceEquals(live, copy))
            {
                copy.copy_(where(live.eq(copy.to_type(live.dtype)), copy, live.to_type(ScalarType.Float32)));
            }
        }
    }

    public void Dispose()
    {
        foreach (var (_, live, copy) in _all)
        {
            if (!ReferenceEquals(live, copy))
            {
                copy.Dispose();
            }
        }
    }

    private static bool IsCoarse(Tensor parameter) => parameter.dtype is ScalarType.BFloat16 or ScalarType.Float16;

    private static Parameter Copy(Parameter parameter)
    {
        using var _ = no_grad();
        return (Parameter)new Parameter(parameter.to_type(ScalarType.Float32)).DetachFromDisposeScope();
    }
}
