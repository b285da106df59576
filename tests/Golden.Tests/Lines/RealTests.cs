using Golden.Tests.Harness;

namespace Golden.Tests.Lines;

/// <summary>The real models by themselves.</summary>
public sealed class RealTests
{
    [Fact]
    public void MiniLm() => RealCases.MiniLm(Expected("all-MiniLM-L6-v2"), GoldenSet.Hub!);

    [Fact]
    public void Stories() => RealCases.Stories(Expected("stories260K"), GoldenSet.Hub!, TestContext.Current.CancellationToken);

    [Fact]
    public void Lora() => RealCases.LoraOnSst2(GoldenSet.Current!.At("real", "minilm-lora-sst2"), GoldenSet.Hub!);

    private static GoldenTensors Expected(string name) => new(GoldenSet.Current!.At("real", name + ".safetensors"));
}
