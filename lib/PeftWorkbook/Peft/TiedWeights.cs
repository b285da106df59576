using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Peft;

/// <summary>Weights that are several modules' at once, as an embedding's and its head's.</summary>
internal static class TiedWeights
{
    /// <summary>The parameters that more than one module has.</summary>
    internal static IReadOnlySet<Parameter> In(Module model)
    {
        HashSet<Parameter> seen = new(ReferenceEqualityComparer.Instance), tied = new(ReferenceEqualityComparer.Instance);
        foreach (var (_, parameter, _) in ModuleNaming.BaseParameters(model))
        {
            if (!seen.Add(parameter))
            {
                tied.Add(parameter);
            }
        }

        return tied;
    }

    /// <summary>The linear layers, by the model's names, whose weight is the given layer's.</summary>
    internal static IEnumerable<(string Place, Module Module)> HeadsOf(Module model, BaseLayer layer) =>
        from m in model.named_modules()
        let view = (m.module as AdaptedLayer)?.View ?? BaseLayers.Of(m.module)
        where view is { Kind: LayerKind.Linear } && ReferenceEquals(view.Parameter, layer.Parameter)
        where m.module is AdaptedLayer || !m.name.EndsWith(".base_layer", StringComparison.Ordinal)
        select (m.name, m.module);
}
