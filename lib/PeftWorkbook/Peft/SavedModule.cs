using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Peft;

/// <summary>
/// A module that is trained whole with an adapter. The module itself stays in the model; while the adapter is active its
/// parameters hold the adapter's values and the base's lie here, otherwise it is the other way round. So nothing is copied
/// but a head, and disabling gives the base back bit for bit.
/// </summary>
internal sealed class SavedModule : IDisposable
{
    private readonly Dictionary<string, Tensor> _aside;
    private readonly List<(string Name, Parameter Parameter)> _live;
    private bool _isIn;

    private SavedModule(string name, Module module)
    {
        _live = [.. module.named_parameters().Select(p => ($"{name}.{p.name}", p.parameter))];
        _aside = _live.ToDictionary(p => p.Name, p => p.Parameter.detach().clone().DetachFromDisposeScope());
    }

    /// <summary>The module's parameters, as they are in the model.</summary>
    internal IEnumerable<(string Name, Parameter Parameter)> Live => _live;

    /// <summary>The adapter's values, wherever they lie.</summary>
    internal IEnumerable<(string Name, Tensor Tensor)> State =>
        _live.Select(p => (p.Name, _isIn ? p.Parameter : _aside[p.Name]));

    /// <summary>
    /// The modules whose name ends in one of the given ones. PEFT compares as text; here a name ends at a dot, so that
    /// <c>norm</c> does not take <c>input_layernorm</c>.
    /// </summary>
    internal static IEnumerable<SavedModule> Find(PeftModel model, IReadOnlyList<string> names) =>
    [
        .. model.Model.named_modules()
            .Where(m => names.Any(n => m.name == n || m.name.EndsWith("." + n, StringComparison.Ordinal)))
            .Select(m => new SavedModule(m.name, m.module)),
    ];

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

        using var _ = no_grad();
        foreach (var (name, parameter) in _live)
        {
            using var held = parameter.detach().clone();
            parameter.copy_(_aside[name]);
            _aside[name].copy_(held);
        }

        _isIn = into;
    }
}
