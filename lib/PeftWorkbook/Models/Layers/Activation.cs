using PeftWorkbook.Engine;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Models.Layers;

/// <summary>Activation functions by the names that <c>config.json</c> gives them.</summary>
public static class Activation
{
    private static readonly Dictionary<string, Func<Tensor, Tensor>> s_named = new(StringComparer.Ordinal)
    {
        ["gelu"] = x => F.gelu(x),                                     // x Φ(x), exact (arXiv 1606.08415)
        ["gelu_new"] = GeluTanh,
        ["gelu_pytorch_tanh"] = GeluTanh,
        ["gelu_fast"] = GeluTanh,
        ["relu"] = x => F.relu(x),
        ["silu"] = x => F.silu(x),                                     // x σ(x)
        ["swish"] = x => F.silu(x),
        ["tanh"] = x => x.tanh(),
        ["sigmoid"] = x => x.sigmoid(),
        ["leaky_relu"] = LeakyRelu,
        ["leakyrelu"] = LeakyRelu,
        ["linear"] = x => x.alias(),
    };

    /// <summary>The names that are known.</summary>
    public static IEnumerable<string> Names => s_named.Keys;

    /// <summary>The function of that name.</summary>
    /// <exception cref="NotSupportedException">The name is not known; the message lists those that are.</exception>
    public static Func<Tensor, Tensor> Named(string name) => s_named.TryGetValue(name, out var function)
        ? function
        : throw new NotSupportedException($"The activation '{name}' is not known; known are {string.Join(", ", Names)}.");

    /// <summary>What a gated feed-forward net does with its two halves: <c>act(gate) · up</c>.</summary>
    /// <exception cref="NotSupportedException">The name is not known; the message lists those that are.</exception>
    internal static Func<Tensor, Tensor, Tensor> Gate(string name)
    {
        var function = Named(name);
        return name is "silu" or "swish" ? TokenOps.SiluTimes : (gate, up) =>
        {
            using var activated = function(gate);
            return activated * up;
        };
    }

    /// <summary>The function of that name on a linear layer's output, in one pass where the layer can do that.</summary>
    internal static Func<Module<Tensor, Tensor>, Tensor, Tensor> After(string name)
    {
        var function = Named(name);
        return (layer, x) =>
        {
            if (name == "gelu" && layer is Dense dense)
            {
                return dense.WithGelu(x);
            }

            using var y = layer.call(x);
            return function(y);
        };
    }

    // max(x, x/100)
    private static Tensor LeakyRelu(Tensor x) => F.leaky_relu(x, 0.01);

    // x/2 (1 + tanh(√(2/π) (x + 0.044715 x³)))
    private static Tensor GeluTanh(Tensor x) => F.gelu(x, TorchSharp.Modules.GELU.Approximate.tanh);
}
