using PeftWorkbook.Engine;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>How far a LoRA step (16 x 64) is from the time that its matrix products alone would take at the rate of a bare packed
/// matrix product: the median of rounds that measure one and the other in turn, since the machine's rate drifts.</summary>
internal sealed class LoraStepLimit : Benchmark
{
    private const double StepGigaflop = 44;
    private const int Rounds = 7;

    internal override IReadOnlyList<string> Names { get; } = ["lora-step-limit"];

    internal override IEnumerable<string> Run()
    {
        using var model = new MiniLmLora(16, 64);
        var (steps, rates) = (new double[Rounds], new double[Rounds]);
        for (var i = 0; i < Rounds; i++)
        {
            rates[i] = Rate();
            steps[i] = MedianMilliseconds(6, model.Step);
        }

        Array.Sort(steps);
        Array.Sort(rates);
        var (step, rate) = (steps[Rounds / 2], rates[Rounds / 2]);
        yield return Costs(Names[0], step, StepGigaflop / rate * 1000, $"ms a step at {rate:F0} GFLOP/s");
    }

    /// <summary>Gigaflop a second of [1024, 384] x [384, 1536], the weight packed.</summary>
    private static double Rate()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Tensor weight = randn(1536, 384, device: Machine.Device), x = randn(1024, 384, device: Machine.Device);
        using var layer = new FrozenLinear(weight, null);
        double time = MedianMilliseconds(60, () => layer.Forward(x).Dispose());
        return 2.0 * 1024 * 384 * 1536 / time / 1e6;
    }
}
