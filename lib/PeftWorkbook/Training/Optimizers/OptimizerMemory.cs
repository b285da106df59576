using PeftWorkbook.Peft;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Training.Optimizers;

/// <summary>What optimisers remember of parameters, and how they forget it.</summary>
public static class OptimizerMemory
{
    /// <summary>
    /// Makes an optimiser forget; of one that is not Adam's kin, moments alone cannot be told, and it forgets everything.
    /// </summary>
    public static void Forget(optim.Optimizer optimizer, OptimizerReset what)
    {
        if (what == OptimizerReset.Nothing || optimizer is not OptimizerHelper helper)
        {
            return;
        }

        using var _ = no_grad();
        var saved = helper.state_dict();
        foreach (var (options, positions) in saved.Options.Zip(saved.StateIndexRef))
        {
            foreach (var state in positions.Select(p => saved.State[p]))
            {
                if (what == OptimizerReset.Everything || !ForgetMoments(state))
                {
                    state.Initialize(options);
                }
            }
        }
    }

    private static bool ForgetMoments(OptimizerState state)
    {
        var moments = Moments.Of(state);
        foreach (var moment in moments)
        {
            moment.zero_();
        }

        return moments.Count > 0;
    }
}
