using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Additive;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Peft;

/// <summary>Compacter's layers, and the blocks of invertible adapters.</summary>
public sealed class KroneckerTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void A_Kronecker_layer_is_the_sum_of_its_products(bool factorsWeights, bool factorsRule)
    {
        var config = BottleneckConfig.Compacter() with
        {
            KroneckerTerms = 3,
            KroneckerRank = 2,
            FactorsWeights = factorsWeights,
            FactorsRule = factorsRule,
            SharesRule = false,
        };
        using var generator = new Generator(3);
        using var layer = new KroneckerLinear(12, 6, isUp: false, config, null, generator);
        var named = layer.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter.detach());
        named["b"].copy_(randn(6));
        var rules = factorsRule ? named["phm_rule_left"].matmul(named["phm_rule_right"]) : named["phm_rule"];
        var weights = factorsWeights ? named["W_left"].matmul(named["W_right"]) : named["W"];
        var whole = Enumerable.Range(0, 3).Select(i => rules[i].kron(weights[i])).Aggregate((a, b) => a + b);
        var x = randn(2, 5, 12);
        Assert.True(Distance(x.matmul(whole) + named["b"], layer.call(x)) < 1e-6);
    }

    [Theory]
    [InlineData("glorot-uniform")]
    [InlineData("glorot-normal")]
    public void Kronecker_weights_start_as_the_settings_say(string start)
    {
        using var generator = new Generator(3);
        var config = BottleneckConfig.Compacter() with { WeightStart = start, FactorsWeights = false, KroneckerTerms = 2 };
        var whole = KroneckerStart.Weights(160, 80, config, generator).Whole!;         // each [80, 40]
        Assert.Equal(start == "glorot-uniform", whole.abs().max().ToDouble() <= Math.Sqrt(6.0 / 120));
        Assert.InRange(whole.std().ToDouble(), 0.95 * Math.Sqrt(2.0 / 120), 1.05 * Math.Sqrt(2.0 / 120));
    }

    [Fact]
    public void Kronecker_layers_share_what_the_settings_say()
    {
        long Count(BottleneckConfig config)
        {
            using var peft = PeftModel.Wrap(Bert(), config);
            return peft.TrainableParameters().Trainable;
        }

        var config = BottleneckConfig.CompacterPlusPlus(2) with { FactorsWeights = false };       // widths 24 and 12, n = 4
        Assert.Equal(64 + (2 * ((2 * 6 * 3 * 4) + 12 + 24)), Count(config));
        Assert.Equal(64 + (2 * 6 * 3 * 4) + (2 * (12 + 24)), Count(config with { SharesWeights = true }));   // AdapterHub raises
        Assert.Equal((2 * ((2 * 6 * 3 * 4) + 12 + 24)), Count(config with { TrainsRule = false }));
        Assert.Throws<ArgumentException>(() => Count(config with { KroneckerTerms = 5 }));
        var uneven = new ReductionFactor(2) { ByLayer = new Dictionary<int, double> { [0] = 3 } };
        Assert.Throws<ArgumentException>(() => Count(config with { SharesWeights = true, Reduction = uneven }));
    }

    [Theory]
    [InlineData(12)]
    [InlineData(13)]
    public void An_invertible_block_can_be_inverted(long width)
    {
        using var generator = new Generator(3);
        using var block = new CouplingBlock(width, 2, "relu", generator);
        foreach (var parameter in block.parameters())
        {
            parameter.detach().normal_();
        }

        var x = randn(2, 5, width);
        Assert.True(Distance(x, block.call(x)) > 0.1);
        Assert.True(Distance(x, block.Inverse(block.call(x))) < 1e-4);
    }
}
