using PeftWorkbook.Engine;
using PeftWorkbook.Models.Layers;
using PeftWorkbook.Peft;
using static TorchSharp.torch;

namespace PeftWorkbook.Models;

/// <summary>Puts layers that compute from a GGUF file's blocks in the place of a model's own.</summary>
internal static class QuantizedLayers
{
    private const string Weight = ".weight";

    /// <summary>The weights of a model that are in blocks, shared ones once.</summary>
    internal static IEnumerable<BlockWeight> Of(nn.Module model) => model.modules()
        .Select(m => m is QuantizedDense dense ? dense.Weight : m is QuantizedEmbedding table ? table.Table : null)
        .OfType<BlockWeight>()
        .Distinct();

    /// <summary>Replaces every layer whose weight can stay in its blocks.</summary>
    /// <returns>What is left to read.</returns>
    internal static ITensorSource Install(PretrainedModel model, GgufModel source)
    {
        var rest = new Rest(source);
        var layers = model.named_modules().ToDictionary(m => m.name, m => m.module, StringComparer.Ordinal);
        foreach (var name in source.Shapes.Keys.Where(n => n.EndsWith(Weight, StringComparison.Ordinal)))
        {
            if (layers.TryGetValue(name[..^Weight.Length], out var layer) && Replacement(layer, source, name) is { } weight)
            {
                Replace(model, layers, layer, weight);
                rest.Shapes.Remove(name);
            }
        }

        return rest;
    }

    private static BlockWeight? Replacement(nn.Module layer, GgufModel source, string name)
    {
        var shape = (layer as Dense)?.Weight.shape ?? (layer as TokenEmbedding)?.Weight.shape;
        return shape is not null && shape.SequenceEqual(source.Shapes[name]) ? source.Blocks(name) : null;
    }

    // A head that shares the table of the embedding comes to share its blocks.
    private static void Replace(PretrainedModel model, Dictionary<string, nn.Module> layers, nn.Module layer, BlockWeight weight)
    {
        var parameter = WeightOf(layer);
        foreach (var (name, module) in layers.Where(m => ReferenceEquals(WeightOf(m.Value), parameter)))
        {
            ModuleTree.Replace(
                model, name, module is Dense dense ? new QuantizedDense(weight, dense.Bias) : new QuantizedEmbedding(weight));
        }

        parameter!.Dispose();
    }

    private static Tensor? WeightOf(nn.Module module) => (module as Dense)?.Weight ?? (module as TokenEmbedding)?.Weight;

    /// <summary>The tensors of a source that no layer took.</summary>
    private sealed class Rest(GgufModel source) : ITensorSource
    {
        internal Dictionary<string, long[]> Shapes { get; } = new(source.Shapes, StringComparer.Ordinal);

        string ITensorSource.Origin => source.Origin;

        IReadOnlyDictionary<string, long[]> ITensorSource.Shapes => Shapes;

        Tensor ITensorSource.Read(string name) => source.Read(name);

        void ITensorSource.ReadInto(string name, Tensor target) => source.ReadInto(name, target);

        public void Dispose() => source.Dispose();
    }
}
