using PeftWorkbook.Models;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Peft;

/// <summary>
/// How modules and tensors of a model are called outside: by the model's own names, or by those of another version of
/// transformers. An
/// adapter keeps to the one that it was made under.
/// </summary>
internal sealed class ModuleNaming(Func<string, string> rename)
{
    /// <summary>The model's own names.</summary>
    internal static readonly ModuleNaming Own = new(n => n);

    /// <summary>The outer name of a module or tensor.</summary>
    internal string Of(string name) => rename(name);

    /// <summary>The namings that a model knows, its own first.</summary>
    internal static IReadOnlyList<ModuleNaming> All(Module model) =>
        model is PretrainedModel pretrained ? [Own, new(pretrained.Alias)] : [Own];

    /// <summary>
    /// The parameters of the model itself, without those of adapters, under the names that they had before layers were
    /// wrapped; and the
    /// modules that hold them.
    /// </summary>
    internal static IEnumerable<(string Name, Parameter Parameter, Module Owner)> BaseParameters(Module root)
    {
        const string Wrapped = "base_layer";
        var modules = root.named_modules().Prepend(("", root)).DistinctBy(m => m.Item1).ToList();
        var adapted = modules.Where(m => m.Item2 is AdaptedLayer).Select(m => m.Item1).ToList();
        foreach (var (name, module) in modules)
        {
            if (module is LayerAdapter || adapted.Any(a => IsBelow(name, a) && !IsBelow(name + ".", Join(a, Wrapped))))
            {
                continue;
            }

            foreach (var (parameterName, parameter) in module.named_parameters(recurse: false))
            {
                var full = string.Join('.', Join(name, parameterName).Split('.').Where(part => part != Wrapped));
                yield return (full, parameter, module);
            }
        }
    }

    private static string Join(string module, string child) => module.Length == 0 ? child : $"{module}.{child}";

    private static bool IsBelow(string name, string module) =>
        module.Length == 0 ? name.Length > 0 : name.StartsWith(module + ".", StringComparison.Ordinal);
}
