using PeftWorkbook.Models;
using PeftWorkbook.Tests.Fuzz;
using TorchSharp;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Hub;

/// <summary>What a GGUF file says of the scaling of positions is applied, or refused.</summary>
public sealed class GgufScalingTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("gguf-").FullName, "a.gguf");

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("yarn")]
    public void A_scaling_changes_what_the_model_computes(string type)
    {
        var plain = Logits(FuzzSeeds.GgufModelFile());
        var scaled = Logits(FuzzSeeds.GgufModelFile().With("llama.rope.scaling.type", type).With("llama.rope.scaling.factor", 4f));
        Assert.True((plain - scaled).abs().max().ToDouble() > 1e-6);
        Assert.Equal(0, (plain - Logits(FuzzSeeds.GgufModelFile().With("llama.rope.scaling.type", "none"))).abs().max().ToDouble());
    }

    [Fact]
    public void Another_scaling_is_refused()
    {
        Assert.Contains(
            "longrope",
            Refusal(FuzzSeeds.GgufModelFile().With("llama.rope.scaling.type", "longrope")),
            StringComparison.Ordinal);
        Assert.Contains("rope_freqs", Refusal(FuzzSeeds.GgufModelFile().Tensor("rope_freqs.weight", 0, 16, 4)), StringComparison.Ordinal);
    }

    private string Refusal(GgufBuilder file) => Assert.Throws<NotSupportedException>(() => Logits(file)).Message;

    private Tensor Logits(GgufBuilder file)
    {
        File.WriteAllBytes(_file, file.Build());
        using var model = PretrainedModel.FromPretrained(_file);
        foreach (var parameter in model.parameters())
        {
            using var _ = no_grad();
            parameter.copy_(arange(parameter.numel(), ScalarType.Float32).mul_(0.7).sin_().mul_(0.3).view(parameter.shape));
        }

        return model.Run(new ModelInput(tensor(new long[,] { { 1, 2, 3, 4, 5, 6 } }))).Logits!;
    }
}
