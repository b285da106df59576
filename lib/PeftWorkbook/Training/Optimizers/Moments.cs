using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Training.Optimizers;

/// <summary>The moments that optimisers of Adam's kind keep.</summary>
internal static class Moments
{
    /// <summary>Forgets the moments of some entries of a parameter; an optimiser of another kind is left alone.</summary>
    /// <param name="optimizer">The optimiser.</param>
    /// <param name="parameter">The parameter.</param>
    /// <param name="entries">The entries' row-major numbers, int64 <c>[n]</c>.</param>
    internal static void Forget(OptimizerHelper optimizer, Parameter parameter, Tensor entries)
    {
        var all = optimizer.parameters().ToList();
        var index = all.FindIndex(p => ReferenceEquals(p, parameter));
        using var _ = no_grad();
        foreach (var moment in index < 0 ? [] : Of(optimizer.state_dict().State[index]))
        {
            using var flat = moment.view(-1);
            flat.index_fill_(0, entries, 0);
        }
    }

    /// <summary>The moments of one parameter, each of its shape; none where the optimiser is of another kind.</summary>
    internal static IReadOnlyList<Tensor> Of(OptimizerState state)
    {
        Tensor?[] moments = state switch
        {
            AdamW.State adamw => [adamw.exp_avg, adamw.exp_avg_sq, adamw.max_exp_avg_sq],
            Adam.State adam => [adam.exp_avg, adam.exp_avg_sq, adam.max_exp_avg_sq],
            AdamWVariantState { IsProjected: false } variant => [variant.exp_avg, variant.exp_avg_sq],
            _ => [],
        };
        return [.. moments.OfType<Tensor>()];
    }
}
