using PeftWorkbook.Models.Layers;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Peft;

/// <summary>
/// A layer with adapters on it. It stands in the model where the layer stood; the layer is its <c>base_layer</c>.
/// </summary>
public sealed class AdaptedLayer : Module<Tensor, Tensor>, ILayerWrapper
{
    [ComponentName(Name = "base_layer")]
    private readonly Module<Tensor, Tensor> _layer;

    private readonly AdapterSwitch _switch;
    private readonly bool _isTied;
    private readonly Dictionary<string, LayerAdapter> _adapters = [];
    private readonly List<string> _merged = [];
    private Original? _original;

    internal AdaptedLayer(BaseLayer view, AdapterSwitch @switch, bool isTied) : base(nameof(AdaptedLayer))
    {
        (View, _switch, _layer, _isTied) = (view, @switch, view.Module, isTied);
        view.Freeze();
        RegisterComponents();
    }

    /// <summary>The layer under the adapters.</summary>
    public BaseLayer View { get; }

    /// <summary>The layer's own weight, whatever adapters have made of it for now.</summary>
    internal Tensor BaseWeight => _original?.Weight ?? View.Weight;

    /// <summary>The adapters by name.</summary>
    public IReadOnlyDictionary<string, LayerAdapter> Adapters => _adapters;

    /// <summary>The adapters that are folded into the weight now.</summary>
    public IReadOnlyList<string> Merged => _merged;

    Module<Tensor, Tensor> ILayerWrapper.Inner => _layer;

    /// <summary><c>[…, in]</c> to <c>[…, out]</c>, through the active adapters, or each row through its own.</summary>
    public override Tensor forward(Tensor x)
    {
        if (_merged.Count > 0 || _switch.IsDisabled)
        {
            return _layer.call(x);
        }

        return _switch.Groups is { } groups ? ByRow(x, groups) : Through(_switch.Active).Call(x);
    }

    internal void Add(string name, LayerAdapter adapter)
    {
        if (!_adapters.TryAdd(name, adapter))
        {
            throw new ArgumentException(
                $"'{name}' has an adapter on this layer already: two methods that act as one must sit on different layers.");
        }

        adapter.Join(_adapters, _switch);
        adapter.train(training);
        register_module(ChildName(name), adapter);
    }

    internal void Remove(string name)
    {
        if (_adapters.Remove(name, out var adapter))
        {
            _internal_submodules.Remove(ChildName(name));
            adapter.Dispose();
        }
    }

    internal void Rename(string from, string to)
    {
        if (_adapters.Remove(from, out var adapter))
        {
            _internal_submodules.Remove(ChildName(from));
            _adapters.Add(to, adapter);
            register_module(ChildName(to), adapter);
        }
    }

    /// <summary>
    /// Folds adapters into the weight; the original is kept so that <see cref="Unmerge"/> is exact. Each adapter
    /// computes its change
    /// from the weight without the others, as it does when they are active together.
    /// </summary>
    internal void Merge(IEnumerable<string> names, bool keepOriginal)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        List<string> all = [.. _merged.Union(names.Where(_adapters.ContainsKey))];
        if (all.Count > _merged.Count)
        {
            Unmerge();
            if (keepOriginal)
            {
                _original ??= new(View, _isTied);
                _original.KeepBias(View);
            }

            var (weight, bias) = Sum([.. all.Select(n => _adapters[n])]);
            Write(weight, bias);
            _merged.AddRange(all);
            _switch.Changed.Add(this);
        }

        if (!keepOriginal)
        {
            Forget();
        }
    }

    /// <summary>Takes merged adapters out again: the original weight comes back bit for bit.</summary>
    internal void Unmerge()
    {
        if (_merged.Count > 0)
        {
            _merged.Clear();
            Refresh();
        }
    }

    /// <summary>Gives the layer the weight that its active adapters want under them: most often the original.</summary>
    internal void Refresh()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        if (_original is not null)
        {
            _original.Restore(View);
            Forget();
        }

        _switch.Changed.Remove(this);

        foreach (var name in _switch.IsDisabled ? [] : _switch.Active)
        {
            if (_adapters.TryGetValue(name, out var adapter) && adapter.Rebase(View.Weight) is { } moved)
            {
                _original ??= new(View, _isTied);
                Write(moved, View.Bias);
                _switch.Changed.Add(this);
            }
        }
    }

    // No name may be the layer's own, or hold a dot, or become another's.
    private static string ChildName(string adapter) =>
        adapter == "base_layer" || adapter.Contains('.') ? $"adapter:{adapter.Replace('.', '·')}" : adapter;

    private (Tensor Weight, Tensor? Bias) Sum(IReadOnlyList<LayerAdapter> adapters)
    {
        var (weight, bias) = (View.Weight, (Tensor?)View.Bias);
        var (sum, biasSum) = (adapters[0].MergedWeight(weight), adapters[0].MergedBias(weight, bias));
        foreach (var adapter in adapters.Skip(1))
        {
            sum += adapter.MergedWeight(weight) - weight;
            biasSum = bias is null ? null : biasSum! + (adapter.MergedBias(weight, bias)! - bias);
        }

        return (sum, biasSum);
    }

    // A weight that another layer has too is left to it.
    private void Write(Tensor weight, Tensor? bias)
    {
        if (_isTied)
        {
            var stored = View.StoresTransposed ? weight.t() : weight;
            View.Replace(new(stored.contiguous().clone().DetachFromDisposeScope()));
        }

        View.Write(weight, bias);
    }

    private Below Through(IEnumerable<string> names)
    {
        var chain = new Below(_layer.call, isLayer: true);
        foreach (var name in names)
        {
            if (_adapters.TryGetValue(name, out var adapter))
            {
                var below = chain;
                chain = new(input => adapter.Forward(input, below), isLayer: false);
            }
        }

        return chain;
    }

    // Each group's rows go through the layer once, with their adapter; the results are put back in order.
    private Tensor ByRow(Tensor x, IReadOnlyList<RowGroup> groups)
    {
        using var scope = NewDisposeScope();
        var axis = _switch.BatchAxis(x, View.Kind);
        x = ForEachRow(x, axis, groups.Sum(g => g.Rows.numel()));
        var parts = groups.Select(g => OneWay(x.index_select(axis, g.Rows), g)).ToList();
        var order = cat([.. groups.Select(g => g.Rows)]).argsort();
        return cat(parts, axis).index_select(axis, order).MoveToOuterDisposeScope();
    }

    // What is the same for all rows, as positions are, is looked up for each one.
    private static Tensor ForEachRow(Tensor x, int axis, long rows)
    {
        var own = x.dim() == 1 ? x.unsqueeze(0) : x;
        return own.shape[axis] != 1 || rows == 1 ? x : own.expand([.. own.shape.Select((n, i) => i == axis ? rows : n)]);
    }

    private Tensor OneWay(Tensor x, RowGroup group)
    {
        _switch.Rows = group.Rows;
        try
        {
            return Through(group.Adapter is null ? [] : [group.Adapter]).Call(x);
        }
        finally
        {
            _switch.Rows = null;
        }
    }

    private void Forget()
    {
        _original?.Dispose();
        _original = null;
    }

    /// <summary>The layer's own weight, before any adapter changed it, and its bias before a merge.</summary>
    private sealed class Original(BaseLayer view, bool isTied) : IDisposable
    {
        // What is tied is the very parameter, since the other layer goes on using it.
        private readonly Parameter? _tied = isTied ? view.Parameter : null;

        internal Tensor Weight { get; } = isTied ? view.Weight : view.Weight.detach().clone().DetachFromDisposeScope();

        // Null until a merge: without one the bias stays, and an adapter may be training it.
        private Tensor? Bias { get; set; }

        internal void KeepBias(BaseLayer view) => Bias ??= view.Bias?.detach().clone().DetachFromDisposeScope();

        internal void Restore(BaseLayer view)
        {
            if (_tied is not null)
            {
                view.Replace(_tied);
                return;
            }

            view.Write(Weight, Bias);
        }

        public void Dispose()
        {
            if (_tied is null)
            {
                Weight.Dispose();
            }

            Bias?.Dispose();
        }
    }
}
