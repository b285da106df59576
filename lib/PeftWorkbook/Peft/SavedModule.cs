using PeftWorkbook.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Peft;

/// <summary>
/// Parameters of the model that are trained with an adapter where they are: those of a module that is trained whole, or
/// biases. They stay
/// in the model; while the adapter is active they hold its values and the base's lie here, otherwise it is the other
/// way round. So
/// nothing is copied but these, and disabling gives the base back bit for bit.
/// </summary>
internal sealed class SavedModule : IDisposable
{
    private readonly Dictionary<string, Tensor> _aside;
    private readonly List<(string Name, Parameter Parameter)> _live;
    private readonly List<Dense> _dense;
    private bool _isIn;

    /// <summary>Takes parameters by the names that they are saved under, and all modules that hold them.</summary>
    internal SavedModule(IEnumerable<(string Name, Parameter Parameter, IEnumerable<Module> Owners)> parameters)
    {
        var all = parameters.ToList();
        _live = [.. all.Select(p => (p.Name, p.Parameter))];
        _dense = [.. all.SelectMany(p => p.Owners).OfType<Dense>().Distinct()];
        _aside = _live.ToDictionary(p => p.Name, p => p.Parameter.detach().clone().DetachFromDisposeScope());
    }

    /// <summary>The parameters, as they are in the model.</summary>
    internal IEnumerable<(string Name, Parameter Parameter)> Live => _live;

    /// <summary>The adapter's values, wherever they lie.</summary>
    internal IEnumerable<(string Name, Tensor Tensor)> State =>
        _live.Select(p => (p.Name, _isIn ? p.Parameter : _aside[p.Name]));

    /// <summary>The base's values, wherever they lie.</summary>
    internal IEnumerable<(string Name, Tensor Tensor)> Base =>
        _live.Select(p => (p.Name, _isIn ? _aside[p.Name] : p.Parameter));

    /// <summary>
    /// The modules whose name ends in one of the given ones, outermost first. As in PEFT it is the text that ends so:
    /// <c>classifier</c>
    /// takes DistilBERT's <c>pre_classifier</c> too.
    /// </summary>
    /// <returns>Each module's outer name and its parameters.</returns>
    internal static IReadOnlyList<(string Module, SavedModule Parameters)> Find(
        Module model, ModuleNaming naming, IReadOnlyList<string> names)
    {
        List<(string, SavedModule)> found = [];
        List<string> taken = [];
        var holders = ModuleNaming.BaseParameters(model).ToLookup(
            p => p.Parameter, p => p.Owner, (IEqualityComparer<Parameter>)ReferenceEqualityComparer.Instance);
        foreach (var (place, module) in model.named_modules())
        {
            var name = naming.Of(place);
            if (names.Any(n => name.EndsWith(n, StringComparison.Ordinal))
                && !taken.Any(t => place.StartsWith(t + ".", StringComparison.Ordinal)))
            {
                taken.Add(place);
                found.Add((name, new(ModuleNaming.BaseParameters(module).Select(
                    p => (naming.Of($"{place}.{p.Name}"), p.Parameter, holders[p.Parameter])))));
            }
        }

        return found;
    }

    /// <summary>Whether a parameter, by its outer name, lies in one of the modules that <see cref="Find"/> finds.</summary>
    internal static bool Takes(string parameter, IReadOnlyList<string> names)
    {
        for (var dot = parameter.LastIndexOf('.'); dot > 0; dot = parameter.LastIndexOf('.', dot - 1))
        {
            if (names.Any(n => parameter.AsSpan(0, dot).EndsWith(n, StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }

    internal void SwapIn() => Swap(true);

    internal void SwapOut() => Swap(false);

    public void Dispose()
    {
        SwapOut();
        foreach (var tensor in _aside.Values)
        {
            tensor.Dispose();
        }
    }

    private void Swap(bool into)
    {
        if (_isIn == into)
        {
            return;
        }

        using var scope = NewDisposeScope();
        using var _ = no_grad();
        foreach (var (name, parameter) in _live)
        {
            var held = parameter.detach().clone();
            parameter.copy_(_aside[name]);
            _aside[name].copy_(held);
        }

        _isIn = into;
        foreach (var dense in _dense)
        {
            Hold(dense, !into);
        }
    }

    // A packed kernel shows neither new values nor gradients.
    private static void Hold(Dense dense, bool constant)
    {
        if (constant)
        {
            dense.Freeze();
        }
        else
        {
            dense.Thaw();
        }
    }
}
