using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Combining;
using PeftWorkbook.Peft.Reparameterized;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Peft;

/// <summary>Combinations are the weighted sum of updates, where PEFT's are not or are refused.</summary>
public sealed class CombinationTests : IDisposable
{
    private static readonly string[] s_names = ["first", "second"];
    private static readonly double[] s_weights = [0.7, -0.4];
    private static readonly LoraConfig s_config = new(Rank: 3, Alpha: 6, TargetModules: ["query", "value"]);

    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string> Settings => [.. Variants.Keys];

    private static Dictionary<string, LoraConfig> Variants => new()
    {
        ["same"] = s_config,
        ["other rank"] = s_config with { Rank = 5 },
        ["other layers"] = s_config with { TargetModules = ["value", "intermediate.dense"] },
        ["pattern"] = s_config with { TargetModules = "all-linear" },
        ["one layer"] = s_config with { LayersToTransform = [1] },
        ["rsLoRA"] = s_config with { UseRsLora = true },
        ["rank pattern"] = s_config with { RankPattern = new Dictionary<string, int> { ["query"] = 6 } },
        ["more than the matrix"] = s_config with { Rank = 24 },
        ["bias"] = s_config with { HasBias = true },
        ["PiSSA"] = s_config with { Start = LoraStart.Pissa },
        ["embedding"] = s_config with { TargetModules = ["word_embeddings", "query"] },
        ["head"] = s_config with { TaskType = "SEQ_CLS" },
        ["all biases"] = s_config with { Bias = "all" },
    };

    public void Dispose() => _scope.Dispose();

    // Merged, an adapter of weight w adds w times its update to every parameter: so says the definition.
    [Theory]
    [MemberData(nameof(Settings))]
    public void By_default_every_parameter_moves_by_the_weighted_sum(string settings)
    {
        var peft = Two(s_config with { Rank = 4 }, Variants[settings]);
        var start = Values(Bert());
        var moves = s_names.Select(n => Merged(Two(s_config with { Rank = 4 }, Variants[settings]), n)).ToList();
        peft.AddWeightedAdapter(s_names, s_weights, "sum");
        Assert.Equal(["second"], peft.ActiveAdapters);
        var sum = Merged(peft, "sum");
        foreach (var (name, value) in start)
        {
            var expected = value + moves.Zip(s_weights, (m, w) => (m[name] - value) * w).Aggregate((a, b) => a + b);
            Assert.True(Distance(expected, sum[name]) < 2e-5, $"{name} is {Distance(expected, sum[name]):g3} off.");
        }
    }

    [Fact]
    public void A_saved_combination_is_the_same_when_it_is_loaded()
    {
        var folder = Directory.CreateTempSubdirectory("combination-").FullName;
        var peft = Two(s_config with { UseRsLora = true }, Variants["more than the matrix"] with { TaskType = "SEQ_CLS" });
        peft.AddWeightedAdapter(s_names, s_weights, "sum");
        peft.SetAdapter("sum");
        peft.Save(folder, "sum");
        Assert.True(Distance(Logits(peft, Batch()), Logits(PeftModel.Load(Bert(), folder), Batch())) < 1e-6);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(CombinationType.Linear)]
    [InlineData(CombinationType.Ties)]
    [InlineData(CombinationType.DareLinear)]
    [InlineData(CombinationType.MagnitudePrune)]
    public void Matrix_by_matrix_it_is_another_update_and_needs_one_rank(CombinationType type)
    {
        var options = new CombinationOptions { Density = 0.6 };
        var peft = Two(s_config, s_config);
        peft.AddWeightedAdapter(s_names, s_weights, "exact");
        peft.AddWeightedAdapter(s_names, s_weights, "theirs", type, options);
        var (exact, theirs) = (Update(peft, "exact"), Update(peft, "theirs"));
        Assert.True((exact - theirs).norm().ToDouble() > 0.3 * exact.norm().ToDouble());
        var fault = Assert.Throws<ArgumentException>(
            () => Two(s_config, s_config with { Rank = 5 }).AddWeightedAdapter(s_names, s_weights, "sum", type, options));
        Assert.Contains("3, 5", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_decomposition_of_the_whole_rank_is_the_sum_and_one_of_less_the_nearest()
    {
        var peft = Two(s_config, s_config);
        peft.AddWeightedAdapter(s_names, s_weights, "exact");
        peft.AddWeightedAdapter(s_names, s_weights, "whole", CombinationType.Svd, new() { SvdRank = 6 });
        peft.AddWeightedAdapter(s_names, s_weights, "less", CombinationType.Svd, new() { SvdRank = 2 });
        var exact = Update(peft, "exact");
        Assert.True(Distance(exact, Update(peft, "whole")) < 1e-5);
        var rest = linalg.svdvals(exact).narrow(0, 2, 4).norm().ToDouble();
        Assert.Equal(rest, (exact - Update(peft, "less")).norm().ToDouble(), 1e-4);
    }

    [Fact]
    public void Dropping_keeps_the_expectation_and_follows_the_seed()
    {
        using var generator = new Generator(3);
        var values = ones(200, 200);
        var kept = TaskVectors.KeepSome(values, 0.3, generator);
        Assert.Equal(1, kept.mean().ToDouble(), 0.05);
        Assert.Equal(0.3, kept.gt(0).to_type(ScalarType.Float32).mean().ToDouble(), 0.02);
        Assert.Equal(1 / 0.3, kept.max().ToDouble(), 1e-4);
        var options = new CombinationOptions { Density = 0.5, Seed = 4 };
        var peft = Two(s_config, s_config);
        foreach (var (name, seed) in new[] { ("one", 4), ("again", 4), ("other", 5) })
        {
            peft.AddWeightedAdapter(s_names, s_weights, name, CombinationType.DareLinear, options with { Seed = seed });
        }

        Assert.Equal(0, Distance(Update(peft, "one"), Update(peft, "again")));
        Assert.True(Distance(Update(peft, "one"), Update(peft, "other")) > 1e-3);
    }

    // int(density n) floors in floating point: 0.29 of 100 is 28.
    [Fact]
    public void Pruning_keeps_the_largest_and_election_the_majority()
    {
        var values = arange(1, 101).to_type(ScalarType.Float32) * -1;
        Assert.Equal(28, TaskVectors.KeepLargest(values, 0.29).count_nonzero().ToInt64());
        Assert.Equal(0, TaskVectors.KeepLargest(values, 0.5)[49].ToDouble());
        Assert.Equal(-51, TaskVectors.KeepLargest(values, 0.5)[50].ToDouble());
        Tensor[] votes = [tensor(new float[] { 1, 1, 3, -1 }), tensor(new float[] { 2, -3, -1, 1 }), tensor(new float[] { 3, 1, -1, 0 })];
        Assert.Equal([2, -3, 3, 1], TaskVectors.Elect(votes, [1, 1, 1], t => t, MajoritySign.Total).data<float>().ToArray());
        Assert.Equal([2, 1, -1, 1], TaskVectors.Elect(votes, [1, 1, 1], t => t, MajoritySign.Frequency).data<float>().ToArray());
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        var peft = Two(s_config, s_config with { UseDora = true });
        Assert.Throws<NotSupportedException>(() => peft.AddWeightedAdapter(s_names, s_weights, "sum"));
        Assert.Throws<ArgumentException>(() => peft.AddWeightedAdapter(s_names, [1], "sum"));
        Assert.Throws<ArgumentException>(() => peft.AddWeightedAdapter(["first"], [1], "second"));
        Assert.Throws<ArgumentException>(() => peft.AddWeightedAdapter(["third"], [1], "sum"));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => peft.AddWeightedAdapter(["first"], [1], "sum", CombinationType.Ties, new() { Density = 1.5 }));
        Assert.Equal(["first", "second"], peft.Adapters);
        Assert.Equal(["second"], peft.ActiveAdapters);
    }

    private static PeftModel Two(LoraConfig first, LoraConfig second)
    {
        var peft = PeftModel.Wrap(Bert(), first, "first");
        LoraTests.Perturb(peft, seed: 3);
        peft.AddAdapter("second", second, seed: 1);
        peft.SetAdapter("second");
        LoraTests.Perturb(peft, seed: 4);
        return peft;
    }

    private static Dictionary<string, Tensor> Merged(PeftModel peft, string adapter)
    {
        peft.SetAdapter(adapter);
        return Values(peft.MergeAndUnload());
    }

    private static Dictionary<string, Tensor> Values(nn.Module model) =>
        model.named_parameters().ToDictionary(p => p.name, p => p.parameter.detach().clone());

    private static Tensor Update(PeftModel peft, string adapter) =>
        ((LoraAdapter)((LayerAttachment)peft.Attached(adapter)).Sites[0].Adapter).Delta().detach();
}
