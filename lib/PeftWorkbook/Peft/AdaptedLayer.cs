using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Peft;

/// <summary>Which adapters act, for a whole model: all its layers look here, so that switching touches none of them.</summary>
internal sealed class AdapterSwitch
{
    internal IReadOnlyList<string> Active { get; set; } = [];

    internal bool IsDisabled { get; set; }
}

/// <summary>A layer with adapters on it. It stands in the model where the layer stood; the layer is its <c>base_layer</c>.</summary>
public sealed class AdaptedLayer : Module<Tensor, Tensor>
{
    [ComponentName(Name = "base_layer")]
    private readonly Module<Tensor, Tensor> _layer;

    private readonly AdapterSwitch _switch;
    private readonly Dictionary<string, LayerAdapter> _adapters = [];
    private readonly List<string> _merged = [];
    private Original? _original;

    internal AdaptedLayer(BaseLayer view, AdapterSwitch @switch) : base(nameof(AdaptedLayer))
    {
        (View, _switch, _layer) = (view, @switch, view.Module);
        view.Freeze();
        RegisterComponents();
    }

    /// <summary>The layer under the adapters.</summary>
    public BaseLayer View { get; }

    /// <summary>The adapters by name.</summary>
    public IReadOnlyDictionary<string, LayerAdapter> Adapters => _adapters;

    /// <summary>The adapters that are folded into the weight now.</summary>
    public IReadOnlyList<string> Merged => _merged;

    /// <summary><c>[…, in]</c> to <c>[…, out]</c>, through the active adapters.</summary>
    public override Tensor forward(Tensor x)
    {
        if (_merged.Count > 0 || _switch.IsDisabled)
        {
            return _layer.call(x);
        }

        var chain = new Below(_layer.call, isLayer: true);
        foreach (var name in _switch.Active)
        {
            if (_adapters.TryGetValue(name, out var adapter))
            {
                var below = chain;
                chain = new(input => adapter.Forward(input, below), isLayer: false);
            }
        }

        return chain.Call(x);
    }

    internal void Add(string name, LayerAdapter adapter)
    {
        _adapters.Add(name, adapter);
        register_module(name.Replace('.', '_'), adapter);
    }

    internal void Remove(string name)
    {
        if (_adapters.Remove(name, out var adapter))
        {
            _internal_submodules.Remove(name.Replace('.', '_'));
            adapter.Dispose();
        }
    }

    /// <summary>Folds adapters into the weight, in order; the original is kept so that <see cref="Unmerge"/> is exact.</summary>
    internal void Merge(IEnumerable<string> names, bool keepOriginal)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        foreach (var name in names.Where(n => _adapters.ContainsKey(n) && !_merged.Contains(n)))
        {
            if (keepOriginal && _original is null)
            {
                _original = new(View);
            }

            var adapter = _adapters[name];
            View.Write(adapter.MergedWeight(View.Weight), adapter.MergedBias(View.Bias));
            _merged.Add(name);
        }
    }

    /// <summary>Puts the original weight back, bit for bit.</summary>
    internal void Unmerge()
    {
        if (_original is not null)
        {
            View.Write(_original.Weight, _original.Bias);
            _original.Dispose();
            _original = null;
        }

        _merged.Clear();
    }

    /// <summary>The layer's own parameters, before any merge.</summary>
    private sealed class Original : IDisposable
    {
        internal Original(BaseLayer view)
        {
            Weight = view.Weight.detach().clone().DetachFromDisposeScope();
            Bias = view.Bias?.detach().clone().DetachFromDisposeScope();
        }

        internal Tensor Weight { get; }

        internal Tensor? Bias { get; }

        public void Dispose()
        {
            Weight.Dispose();
            Bias?.Dispose();
        }
    }
}
