using System.Reflection;
using TorchSharp.Modules;
using Module = TorchSharp.torch.nn.Module;

namespace PeftWorkbook.Peft;

/// <summary>
/// The list of a model's transformer layers, which can be made longer for a while by layers that share the base's
/// weights.
/// </summary>
internal sealed class LayerStack
{
    private readonly Module _list;
    private readonly List<Module> _base;
    private readonly List<Module> _grown;

    private LayerStack(Module list, IReadOnlyList<IReadOnlyList<int>> ranges)
    {
        _list = list;
        _base = [.. list.children()];
        _grown = [];
        HashSet<Module> used = new(ReferenceEqualityComparer.Instance);
        foreach (var index in ranges.SelectMany(Expand))
        {
            var layer = used.Add(_base[index]) ? _base[index] : ModuleTree.CopySharing(_base[index]);
            ModuleTree.Number(layer, _grown.Count);
            _grown.Add(layer);
        }
    }

    /// <summary>
    /// Makes a model deeper: the layers of each range <c>[first, past the last]</c>, one after the other.
    /// </summary>
    /// <exception cref="ArgumentException">The model has no one list of layers, or a range is not in it.</exception>
    internal static LayerStack Grow(Module model, IReadOnlyList<IReadOnlyList<int>> ranges)
    {
        var lists = model.named_modules().Select(m => m.module)
            .Where(m => m.GetType() is { IsGenericType: true } t && t.GetGenericTypeDefinition() == typeof(ModuleList<>)).ToList();
        var stack = lists.Count == 1
            ? new LayerStack(lists[0], ranges)
            : throw new ArgumentException($"layer_replication needs a model with one list of layers; {model.GetName()} has {lists.Count}.");
        stack.Show(true);
        return stack;
    }

    /// <summary>Puts the longer list in the model, or the base's.</summary>
    internal void Show(bool grown)
    {
        var layers = grown ? _grown : _base;
        var children = ModuleTree.ChildrenOf(_list);
        foreach (var key in children.Keys.ToList())
        {
            children.Remove(key);
        }

        Call("Clear");
        foreach (var (layer, index) in layers.Select((l, i) => (l, i)))
        {
            children.Add($"{index}", layer);
            Call("Add", layer);
            ModuleTree.Number(layer, index);
        }
    }

    private void Call(string method, params object[] arguments) =>
        _list.GetType().GetMethod(method, BindingFlags.Instance | BindingFlags.Public)!.Invoke(_list, arguments);

    private IEnumerable<int> Expand(IReadOnlyList<int> range) =>
        range.Count == 2 && range[0] >= 0 && range[0] < range[1] && range[1] <= _base.Count
            ? Enumerable.Range(range[0], range[1] - range[0])
            : throw new ArgumentException(
                $"layer_replication has [{string.Join(", ", range)}]; a range is [first, past the last] of {_base.Count} layers.");
}
