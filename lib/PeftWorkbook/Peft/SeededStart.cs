using PeftWorkbook.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft;

/// <summary>Random starts from a generator of one's own, drawn on the CPU: a seed means the same values on every device.</summary>
internal static class SeededStart
{
    /// <summary>Normal, with a mean of zero.</summary>
    internal static void Normal(Parameter parameter, Generator generator, double std = 1)
    {
        using var _ = no_grad();
        using var drawn = randn(parameter.shape, generator: generator).mul_(std);
        parameter.copy_(drawn);
    }

    /// <summary>Uniform in ±bound.</summary>
    internal static void Uniform(Parameter parameter, Generator generator, double bound)
    {
        using var _ = no_grad();
        using var drawn = rand(parameter.shape, generator: generator).mul_(2).sub_(1).mul_(bound);
        parameter.copy_(drawn);
    }

    /// <summary>What PyTorch gives linear layers: weights and biases uniform in ±1/√in.</summary>
    internal static void Linears(nn.Module module, Generator generator)
    {
        foreach (var layer in module.modules().OfType<Dense>())
        {
            foreach (var parameter in layer.parameters())
            {
                Uniform(parameter, generator, 1 / Math.Sqrt(layer.Weight.shape[1]));
            }
        }
    }

    /// <summary>What transformers gives a new model: norms one, biases zero, everything else normal.</summary>
    internal static void Transformer(nn.Module module, Generator generator, double std)
    {
        using var _ = no_grad();
        var norms = module.modules().Where(m => m is LayerNorm or RmsNorm).SelectMany(m => m.named_parameters(false))
            .Where(p => p.name == "weight").Select(p => p.parameter.Handle).ToHashSet();
        foreach (var (name, parameter) in module.named_parameters())
        {
            if (norms.Contains(parameter.Handle))
            {
                parameter.fill_(1);
            }
            else if (name.EndsWith("bias", StringComparison.Ordinal))
            {
                parameter.zero_();
            }
            else
            {
                Normal(parameter, generator, std);
            }
        }
    }
}
