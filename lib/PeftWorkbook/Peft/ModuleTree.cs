using System.Reflection;
using Module = TorchSharp.torch.nn.Module;

namespace PeftWorkbook.Peft;

/// <summary>
/// Replaces a module inside another. TorchSharp keeps a child twice: in the registry that names and state come from, and in the
/// field that <c>forward</c> reads; both are set.
/// </summary>
internal static class ModuleTree
{
    private const BindingFlags Everywhere = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly FieldInfo s_children = typeof(Module).GetField("_internal_submodules", Everywhere)!;

    /// <summary>Puts <paramref name="replacement"/> in the place of the module of that full name.</summary>
    /// <exception cref="InvalidOperationException">The field is declared as a type that the replacement is not.</exception>
    internal static void Replace(Module root, string name, Module replacement)
    {
        var dot = name.LastIndexOf('.');
        var parent = dot < 0 ? root : root.named_modules().First(m => m.name == name[..dot]).module;
        var key = name[(dot + 1)..];
        var children = (TorchSharp.Utils.OrderedDict<string, Module>)s_children.GetValue(parent)!;
        if (!children.TryGetValue(key, out var old))
        {
            throw new InvalidOperationException(
                $"'{name}' cannot be adapted: {parent.GetName()} keeps its children where they cannot be replaced. Hold the layer in a field.");
        }

        var fields = Fields(parent.GetType()).Where(f => ReferenceEquals(f.GetValue(parent), old)).ToList();
        if (fields.FirstOrDefault(f => !f.FieldType.IsInstanceOfType(replacement)) is { } narrow)
        {
            throw new InvalidOperationException(
                $"'{name}' cannot be adapted: {parent.GetName()} declares it as {narrow.FieldType.Name}. Declare it as Module<Tensor, Tensor>.");
        }

        foreach (var field in fields)
        {
            field.SetValue(parent, replacement);
        }

        children[key] = replacement;
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
