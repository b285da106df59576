using PeftWorkbook.Engine;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>How far a LoRA step (16 x 64) is from the time that its matrix products alone would take at the rate of a bare packed
/// matrix product, measured in turn with the step.</summary>
internal sealed class LoraStepLimit : Benchmark
{
    private const double StepGigaflop = 44;

    internal override IReadOnlyList<string> Names { get; } = ["lora-step-limit"];

    internal override IEnumerable<string> Run()
    {
        using var model = new MiniLmLora(16, 64);
        double before = Rate();
        double step = MedianMilliseconds(30, model.Step);
        double rate = (before + Rate()) / 2;
        yield return Costs(Names[0], step, StepGigaflop / rate * 1000, $"ms a step at {rate:F0} GFLOP/s");
    }

    /// <summary>Gigaflop a second of [1024, 384] x [384, 1536], the weight packed.</summary>
    private static double Rate()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Tensor weight = randn(1536, 384, device: Machine.Device), x = randn(1024, 384, device: Machine.Device);
        using var layer = new FrozenLinear(weight, null);
        double best = Enumerable.Range(0, 5).Min(_ => MedianMilliseconds(20, () => layer.Forward(x).Dispose()));
        return 2.0 * 1024 * 384 * 1536 / best / 1e6;
    }
}
