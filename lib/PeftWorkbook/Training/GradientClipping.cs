using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Training;

/// <summary>How gradients are held small before a step.</summary>
/// <param name="MaxNorm">Their norm, taken over all of them together, is scaled down to this; 0 leaves it.</param>
/// <param name="NormType">The order of that norm; infinity means the largest element.</param>
public sealed record GradientClipping(double MaxNorm = 0, double NormType = 2)
{
    /// <summary>Every element is cut to ± this; 0 leaves them. It comes after the norm.</summary>
    public double MaxValue { get; init; }

    /// <summary>Clips the gradients of parameters; those without one are left out.</summary>
    /// <returns>The norm before.</returns>
    public double Apply(IReadOnlyList<Parameter> parameters)
    {
        var norm = MaxNorm > 0 ? nn.utils.clip_grad_norm_(parameters, MaxNorm, NormType) : Norm(parameters);
        if (MaxValue > 0)
        {
            nn.utils.clip_grad_value_(parameters, MaxValue);
        }

        return norm;
    }

    private static double Norm(IReadOnlyList<Parameter> parameters)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Tensor[] norms = [.. parameters.Select(p => p.grad).OfType<Tensor>().Select(g => g.norm())];
        return norms.Length == 0 ? 0 : stack(norms).norm().ToDouble();
    }
}
