using PeftWorkbook.Engine;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>
/// How far a LoRA step (16 x 64) is from the time that its 44 gigaflop alone would take at the rate of a bare packed matrix
/// product. The two take turns, and each turn is of the same work: on a shared machine a product of four milliseconds meets an
/// undisturbed moment more often than a step of two hundred does.
/// </summary>
internal sealed class LoraStepLimit : Benchmark
{
    private const double StepGigaflop = 44, ProductGigaflop = 2.0 * 1024 * 384 * 1536 / 1e9;
    private const int Rounds = 40, Products = (int)(StepGigaflop / ProductGigaflop);

    internal override IReadOnlyList<string> Names { get; } = ["lora-step-limit"];

    internal override IEnumerable<string> Run()
    {
        using var model = new MiniLmLora(16, 64);
        using var weight = randn(1536, 384, device: Machine.Device);
        using var x = randn(1024, 384, device: Machine.Device);
        using var layer = new FrozenLinear(weight, null);
        var (steps, rates) = (new double[Rounds], new double[Rounds]);
        for (var i = -3; i < Rounds; i++)
        {
            var products = Milliseconds(() => Multiply(layer, x));
            var step = Milliseconds(model.Step);
            if (i >= 0)
            {
                (rates[i], steps[i]) = (Products * ProductGigaflop / products * 1000, step);
            }
        }

        Array.Sort(steps);
        Array.Sort(rates);
        var (median, rate) = (steps[Rounds / 2], rates[Rounds / 2]);
        yield return Costs(Names[0], median, StepGigaflop / rate * 1000, $"ms a step at {rate:F0} GFLOP/s");
    }

    /// <summary>Products <c>[1024, 384] x [384, 1536]</c>, the weight packed: as much work as a step.</summary>
    private static void Multiply(FrozenLinear layer, Tensor x)
    {
        using var _ = no_grad();
        for (var i = 0; i < Products; i++)
        {
            layer.Forward(x).Dispose();
        }
    }
}
