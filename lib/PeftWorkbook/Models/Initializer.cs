using PeftWorkbook.Models.Layers;
using static TorchSharp.torch;

namespace PeftWorkbook.Models;

/// <summary>
/// The random values of a new model: normal with the configuration's <c>initializer_range</c> for matrices and tables, ones
/// for the weights of norms, zeros for biases.
/// </summary>
public static class Initializer
{
    /// <summary>Fills the parameters that a condition on their name picks.</summary>
    /// <param name="model">The model.</param>
    /// <param name="picks">Whether a parameter of that name is filled.</param>
    /// <param name="seed">Seeds a generator of its own: the global one is left alone.</param>
    public static void Fill(PretrainedModel model, Func<string, bool> picks, long seed)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var generator = new Generator((ulong)seed);
        var std = model.Config.Double("initializer_range", 0.02);
        var norms = model.named_modules().Where(m => m.module is TorchSharp.Modules.LayerNorm or RmsNorm).Select(m => m.name).ToHashSet();
        foreach (var (name, parameter) in model.named_parameters().Where(p => picks(p.name)))
        {
            var dot = name.LastIndexOf('.');
            if (name.EndsWith("bias", StringComparison.Ordinal))
            {
                parameter.zero_();
            }
            else if (norms.Contains(name[..Math.Max(dot, 0)]))
            {
                parameter.fill_(1);
            }
            else
            {
                // drawn on the CPU, so that a seed means the same weights on every device
                parameter.copy_(randn(parameter.shape, generator: generator) * std);
            }
        }
    }
}
