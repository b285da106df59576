using static TorchSharp.torch;

namespace PeftWorkbook.Peft;

/// <summary>
/// A method whose adapters may train the model's biases beside their own tensors (PEFT's field <c>bias</c>).
/// </summary>
public interface ITrainsBiases
{
    /// <summary>
    /// <c>none</c>; <c>all</c>, every bias of the model; or the method's own word that ends in <c>_only</c>
    /// (<c>lora_only</c>), the biases
    /// of the layers that are adapted.
    /// </summary>
    string Bias { get; }
}

/// <summary>Which biases an adapter trains, and under which keys PEFT saves them.</summary>
internal static class TrainedBiases
{
    /// <summary>The biases under their keys, less those of modules that are trained whole.</summary>
    /// <param name="model">The model, with its adapted layers.</param>
    /// <param name="naming">The names that the adapter was made under.</param>
    /// <param name="choice">As <see cref="ITrainsBiases.Bias"/>.</param>
    /// <param name="targets">The outer names of the adapted layers.</param>
    /// <param name="whole">The outer names of the modules that are trained whole.</param>
    /// <exception cref="ArgumentException">The choice is not one of the three.</exception>
    internal static SavedModule? Find(
        nn.Module model, ModuleNaming naming, string choice, IReadOnlyCollection<string> targets, IReadOnlyCollection<string> whole)
    {
        if (choice == "none")
        {
            return null;
        }

        if (choice != "all" && !choice.EndsWith("_only", StringComparison.Ordinal))
        {
            throw new ArgumentException($"bias is '{choice}'; known are none, all, and the biases of adapted layers alone, as lora_only.");
        }

        const string Bias = ".bias";
        var biases = ModuleNaming.BaseParameters(model)
            .Select(p => (Name: naming.Of(p.Name), p.Parameter, p.Owner))
            .Where(p => p.Name.EndsWith(Bias, StringComparison.Ordinal))
            .Select(p => (Module: p.Name[..^Bias.Length], p.Parameter, p.Owner))
            .Where(p => choice == "all" || targets.Contains(p.Module))
            .Where(p => !whole.Any(w => p.Module == w || p.Module.StartsWith(w + ".", StringComparison.Ordinal)));
        return new(biases.Select(p => (
            targets.Contains(p.Module) ? $"{p.Module}.base_layer{Bias}" : p.Module + Bias,
            p.Parameter,
            (IEnumerable<nn.Module>)[p.Owner])));
    }

    /// <summary>
    /// With <c>all</c>, PEFT also writes the biases of modules that are trained whole as it holds them: the base's, and
    /// the adapter's once
    /// more under a name that keeps the adapter's where the bias lies deeper.
    /// </summary>
    internal static IEnumerable<(string Name, Tensor Tensor)> Copies(string adapter, string module, SavedModule whole)
    {
        var start = module.Length + 1;
        foreach (var (name, tensor) in whole.State.Where(t => t.Name.EndsWith(".bias", StringComparison.Ordinal)))
        {
            var rest = name[start..];
            yield return (rest.Contains('.') ? $"{module}.modules_to_save.{adapter}.{rest}" : $"{module}.modules_to_save.{rest}", tensor);
        }

        foreach (var (name, tensor) in whole.Base.Where(t => t.Name.EndsWith(".bias", StringComparison.Ordinal)))
        {
            yield return ($"{module}.original_module.{name[start..]}", tensor);
        }
    }

    /// <summary>Whether a key is one of <see cref="Copies"/>.</summary>
    internal static bool IsCopy(string key) =>
        key.Contains(".modules_to_save.", StringComparison.Ordinal) || key.Contains(".original_module.", StringComparison.Ordinal);
}
