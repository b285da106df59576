using PeftWorkbook.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Additive;

/// <summary>How the layers of a bottleneck start.</summary>
internal static class BottleneckStart
{
    private const double BertDeviation = 0.02, HoulsbyDeviation = 0.01;

    private static readonly Dictionary<string, Action<Dense, Dense, Generator>> s_named = new(StringComparer.Ordinal)
    {
        ["bert"] = (down, up, generator) => Both(down, up, w => SeededStart.Normal(w, generator, BertDeviation)),
        ["houlsby"] = (down, up, generator) => Both(down, up, w => Truncated(w, generator)),
        ["mam_adapter"] = (down, up, generator) =>
            Both(down, up, w => SeededStart.Uniform(w, generator, ReferenceEquals(w, up.Weight) ? 0 : 1 / Math.Sqrt(w.shape[1]))),
    };

    /// <summary>Gives the two projections their first values, by the configuration's name for that.</summary>
    /// <exception cref="ArgumentException">The name is not known.</exception>
    internal static void Fill(string name, Dense down, Dense up, Generator generator)
    {
        var start = s_named.GetValueOrDefault($"{name}")
            ?? throw new ArgumentException($"init_weights is '{name}'; known are {string.Join(", ", s_named.Keys)}.");
        start(down, up, generator);
    }

    /// <summary>As BERT's layers start: normal, biases zero.</summary>
    internal static void Bert(Dense layer, Generator generator)
    {
        SeededStart.Normal(layer.Weight, generator, BertDeviation);
        using var _ = no_grad();
        layer.Bias!.zero_();
    }

    private static void Both(Dense down, Dense up, Action<Parameter> fill)
    {
        using var _ = no_grad();
        foreach (var layer in new[] { down, up })
        {
            fill(layer.Weight);
            layer.Bias!.zero_();
        }
    }

    // Normal within two deviations: by the inverse of the distribution function, on uniform numbers between its values there.
    private static void Truncated(Parameter weight, Generator generator)
    {
        const double Inside = 0.95449973610364158;     // erf(2/√2)
        using var scope = NewDisposeScope();
        var uniform = rand(weight.shape, generator: generator, dtype: ScalarType.Float64).mul_(2 * Inside).sub_(Inside);
        weight.copy_(uniform.erfinv().mul_(Math.Sqrt(2) * HoulsbyDeviation));
    }
}
