using System.Reflection;
using Module = TorchSharp.torch.nn.Module;

namespace PeftWorkbook.Peft;

/// <summary>
/// Replaces a module inside another. TorchSharp keeps a child twice: in the registry that names and state come from,
/// and in the
/// field that <c>forward</c> reads; both are set.
/// </summary>
internal static class ModuleTree
{
    private const BindingFlags Everywhere = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly FieldInfo s_children = typeof(Module).GetField("_internal_submodules", Everywhere)!;

    private static readonly FieldInfo[] s_tensors =
        [typeof(Module).GetField("_internal_params", Everywhere)!, typeof(Module).GetField("_internal_buffers", Everywhere)!];

    private static readonly MethodInfo s_clone = typeof(object).GetMethod(nameof(MemberwiseClone), Everywhere)!;

    /// <summary>Puts <paramref name="replacement"/> in the place of the module of that full name.</summary>
    /// <exception cref="InvalidOperationException">The field is declared as a type that the replacement is
    /// not.</exception>
    internal static void Replace(Module root, string name, Module replacement)
    {
        var dot = name.LastIndexOf('.');
        var parent = dot < 0 ? root : root.named_modules().First(m => m.name == name[..dot]).module;
        var key = name[(dot + 1)..];
        var children = (TorchSharp.Utils.OrderedDict<string, Module>)s_children.GetValue(parent)!;
        if (!children.TryGetValue(key, out var old))
        {
            throw new InvalidOperationException(
                $"'{name}' cannot be adapted: {parent.GetName()} keeps its children where they cannot be replaced. " +
                "Hold the layer in a field.");
        }

        var fields = Fields(parent.GetType()).Where(f => ReferenceEquals(f.GetValue(parent), old)).ToList();
        if (fields.FirstOrDefault(f => !f.FieldType.IsInstanceOfType(replacement)) is { } narrow)
        {
            throw new InvalidOperationException(
                $"'{name}' cannot be adapted: {parent.GetName()} declares it as {narrow.FieldType.Name}. " +
                "Declare it as Module<Tensor, Tensor>.");
        }

        foreach (var field in fields)
        {
            field.SetValue(parent, replacement);
        }

        children[key] = replacement;
    }

    /// <summary>A module's children by name, as TorchSharp registers them.</summary>
    internal static TorchSharp.Utils.OrderedDict<string, Module> ChildrenOf(Module module) =>
        (TorchSharp.Utils.OrderedDict<string, Module>)s_children.GetValue(module)!;

    /// <summary>
    /// Another module that computes the same with the very same parameters, and whose children can be replaced on their
    /// own.
    /// </summary>
    internal static Module CopySharing(Module module)
    {
        var copy = (Module)s_clone.Invoke(module, null)!;
        foreach (var field in Fields(copy.GetType()).Append(s_children))
        {
            if (field.GetValue(copy) is TorchSharp.Utils.OrderedDict<string, Module>)
            {
                field.SetValue(copy, new TorchSharp.Utils.OrderedDict<string, Module>());
            }
        }

        foreach (var dictionary in s_tensors)
        {
            dictionary.SetValue(copy, CopyOf(dictionary.GetValue(copy)!));
        }

        foreach (var name in ChildrenOf(module).Keys)
        {
            var child = ChildrenOf(module)[name];
            var own = CopySharing(child);
            foreach (var field in Fields(copy.GetType()).Where(f => ReferenceEquals(f.GetValue(copy), child)))
            {
                field.SetValue(copy, own);
            }

            ChildrenOf(copy).Add(name, own);
        }

        (copy as Models.Layers.Dense)?.Refreeze();
        return copy;
    }

    /// <summary>Tells the parts of a layer that keep a cache which layer it is.</summary>
    internal static void Number(Module layer, int index)
    {
        foreach (var part in layer.modules().OfType<Models.Layers.INumberedLayer>())
        {
            part.Index = index;
        }
    }

    private static object CopyOf(object dictionary)
    {
        var copy = Activator.CreateInstance(dictionary.GetType())!;
        var add = dictionary.GetType().GetMethods().First(m => m.Name == "Add" && m.GetParameters().Length == 2);
        foreach (var entry in (System.Collections.IEnumerable)dictionary)
        {
            var pair = (System.Runtime.CompilerServices.ITuple)entry;
            add.Invoke(copy, [pair[0], pair[1]]);
        }

        return copy;
    }

    private static IEnumerable<FieldInfo> Fields(Type? type)
    {
        for (; type is not null && type != typeof(Module); type = type.BaseType)
        {
            foreach (var field in type.GetFields(Everywhere | BindingFlags.DeclaredOnly))
            {
                yield return field;
            }
        }
    }
}
