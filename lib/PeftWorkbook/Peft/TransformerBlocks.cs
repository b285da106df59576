using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Peft;

/// <summary>
/// A model's transformer blocks: what its outermost lists of modules hold, a decoder's after the encoder's.
/// </summary>
internal static class TransformerBlocks
{
    /// <summary>The blocks' names, in the order that they are numbered in.</summary>
    internal static IReadOnlyList<string> Of(Module model)
    {
        List<string> blocks = [], lists = [];
        foreach (var (name, module) in model.named_modules())
        {
            var isInside = lists.Any(l => name.StartsWith(l + ".", StringComparison.Ordinal));
            if (!isInside && module.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(ModuleList<>))
            {
                lists.Add(name);
                blocks.AddRange(module.named_children().Select(c => $"{name}.{c.name}"));
            }
        }

        return blocks;
    }
}
