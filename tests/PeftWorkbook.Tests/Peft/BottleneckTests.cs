using System.Text.Json;
using PeftWorkbook.Engine;
using PeftWorkbook.Models;
using PeftWorkbook.Models.Generation;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Additive;
using PeftWorkbook.Peft.Reparameterized;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Peft;

public sealed class BottleneckTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string> Families => ["bert", "roberta", "gpt2", "llama"];

    public void Dispose() => _scope.Dispose();

    [Theory]
    [MemberData(nameof(Families))]
    public void A_parallel_adapter_and_a_Compacter_start_as_identities(string family)
    {
        foreach (var config in new[] { BottleneckConfig.Parallel(), BottleneckConfig.Compacter(3) })
        {
            var (model, input) = (MethodTable.Model(family), Tokens());
            var before = Logits(model, input);
            using var peft = PeftModel.Wrap(model, config);
            Assert.True(Distance(before, Logits(peft, input)) < 1e-5);
        }
    }

    [Fact]
    public void Houlsby_starts_within_two_deviations()
    {
        using var peft = PeftModel.Wrap(Bert(), BottleneckConfig.Houlsby(1) with { Start = "houlsby" });
        var weights = cat([.. peft.NamedTrainable().Where(p => p.Name.EndsWith("weight")).Select(p => p.Parameter.flatten())]);
        Assert.InRange(weights.abs().max().ToDouble(), 0.0195, 0.02);
        Assert.InRange(weights.std().ToDouble(), 0.0083, 0.0093);       // 0.8796 of 0.01, by the cut
        Assert.All(peft.NamedTrainable().Where(p => p.Name.EndsWith("bias")), p => Assert.Equal(0, p.Parameter.abs().max().ToDouble()));
    }

    [Fact]
    public void Layers_start_apart_and_a_seed_of_zero_is_a_seed()
    {
        List<Tensor> Start(int? startSeed, long seed) => [.. PeftModel.Wrap(
            Bert(), BottleneckConfig.Pfeiffer(4) with { StartSeed = startSeed }, seed: seed).NamedTrainable().Select(p => p.Parameter)];

        var (first, again, other) = (Start(0, 1), Start(0, 2), Start(null, 2));
        Assert.All(first.Zip(again), p => Assert.Equal(0, Distance(p.First, p.Second)));
        Assert.Contains(first.Zip(other), p => Distance(p.First, p.Second) > 1e-3);
        Assert.True(Distance(first[0], first[4]) > 1e-3);        // AdapterHub gives every layer the same
    }

    [Fact]
    public void A_gate_looks_at_text_alone_unless_it_is_AdapterHubs()
    {
        Assert.True(ChangeByPadding(BottleneckConfig.Pfeiffer(4) with { HasGate = true }) < 1e-5);
        Assert.True(ChangeByPadding(BottleneckConfig.Pfeiffer(4) with { HasGate = true, GatesSeePadding = true }) > 1e-4);
    }

    [Fact]
    public void Dropped_layers_have_no_adapters_until_they_are_back()
    {
        var (model, input) = (Bert(), Batch());
        var before = Logits(model, input);
        using var peft = PeftModel.Wrap(model, BottleneckConfig.Pfeiffer(4));
        LoraTests.Perturb(peft);
        var all = Logits(peft, input);
        peft.DroppedLayers = [0];
        var fewer = Logits(peft, input);
        peft.call(input).Loss!.backward();
        Assert.All(peft.NamedTrainable(), p => Assert.Equal(p.Name.Contains(".layer.0."), p.Parameter.grad is null));
        peft.DroppedLayers = [0, 1];
        Assert.True(Distance(before, Logits(peft, input)) < 1e-6);
        peft.DroppedLayers = [];
        Assert.Equal(0, Distance(all, Logits(peft, input)));
        Assert.True(Distance(all, fewer) > 1e-3 && Distance(before, fewer) > 1e-3);
    }

    [Theory]
    [InlineData("llama")]
    [InlineData("gpt2")]
    public void Where_the_norm_comes_first_the_sum_is_what_the_adapter_takes(string family)
    {
        Tensor Adapted(BottleneckResidual residual)
        {
            var peft = PeftModel.Wrap(MethodTable.Model(family), BottleneckConfig.Pfeiffer(4) with { Residual = residual });
            LoraTests.Perturb(peft);
            return Logits(peft, Tokens());
        }

        // AdapterHub raises with the first of these.
        Assert.Equal(0, Distance(Adapted(BottleneckResidual.Sum), Adapted(BottleneckResidual.Input)));
        Assert.True(Distance(Adapted(BottleneckResidual.Sum), Adapted(BottleneckResidual.Output)) > 1e-3);
    }

    [Fact]
    public void Text_is_continued_with_a_cache_as_without()
    {
        using var peft = PeftModel.Wrap(Llama(), BottleneckConfig.Houlsby(4).WithInvertible());
        LoraTests.Perturb(peft);
        var ids = tensor(new long[,] { { 3, 7, 11, 2, 9 } });
        var whole = Logits(peft, new ModelInput(ids));
        using var cache = new KeyValueCache(5);
        Logits(peft, new ModelInput(ids.narrow(1, 0, 3)) { Cache = cache });
        var rest = Logits(peft, new ModelInput(ids.narrow(1, 3, 2)) { Cache = cache });
        Assert.True(Distance(whole.narrow(1, 3, 2), rest) < 1e-5);
    }

    [Theory]
    [InlineData("bert")]
    [InlineData("llama")]
    [InlineData("t5")]
    public void Checkpointed_layers_give_the_same_gradients(string family)
    {
        var model = family == "bert" ? Bert() : LanguageModel(family);
        var config = BottleneckConfig.Houlsby(4).WithInvertible() with { HasGate = true, AfterCrossAttention = family == "t5" };
        using var peft = PeftModel.Wrap(model, config);
        LoraTests.Perturb(peft);
        var input = Tokens() with { Labels = family == "bert" ? Batch().Labels : Tokens().InputIds };
        peft.call(input).Loss!.backward();
        var plain = peft.NamedTrainable().ToDictionary(p => p.Name, p => p.Parameter.grad!.clone());
        foreach (var (_, parameter) in peft.NamedTrainable())
        {
            parameter.grad!.zero_();
        }

        using (var tape = ActivationCheckpoint.Open())
        {
            tape.Backward(peft.call(input).Loss!);
        }

        Assert.All(peft.NamedTrainable(), p => Assert.True(Distance(plain[p.Name], p.Parameter.grad!) < 1e-4, p.Name));
    }

    [Fact]
    public void It_acts_beside_LoRA()
    {
        var (model, input) = (Bert(), Batch());
        using var peft = PeftModel.Wrap(model, new LoraConfig(3, 6, ["query", "value"]), "lora");
        LoraTests.Perturb(peft);
        var lora = Logits(peft, input);
        peft.AddAdapter("bottleneck", BottleneckConfig.Pfeiffer(4));
        peft.SetAdapter("bottleneck");
        LoraTests.Perturb(peft);
        var alone = Logits(peft, input);
        peft.SetAdapter("lora", "bottleneck");
        var both = Logits(peft, input);
        Assert.True(Distance(both, lora) > 1e-3 && Distance(both, alone) > 1e-3);
        peft.SetAdapter("lora");
        Assert.Equal(0, Distance(lora, Logits(peft, input)));
    }

    [Fact]
    public void Two_bottlenecks_follow_each_other()
    {
        // Each gives f(h) + h to the next, and the last one joins the stream.
        var (model, input) = (Bert(), Batch());
        using var peft = PeftModel.Wrap(model, BottleneckConfig.Houlsby(4), "first");
        peft.AddAdapter("second", BottleneckConfig.Houlsby(4), seed: 2);
        foreach (var name in new[] { "first", "second" })
        {
            peft.SetAdapter(name);
            LoraTests.Perturb(peft, name.Length);
        }

        peft.SetAdapter("first", "second");
        var both = Logits(peft, input);
        peft.SetAdapter("second", "first");
        Assert.True(Distance(both, Logits(peft, input)) > 1e-3);
        using var _ = no_grad();
        foreach (var (_, parameter) in peft.Attached("second").Trainable)
        {
            parameter.zero_();      // f = 0: an identity
        }

        peft.SetAdapter("first");
        var alone = Logits(peft, input);
        peft.SetAdapter("first", "second");
        Assert.True(Distance(alone, Logits(peft, input)) < 1e-6);
        Assert.True(Distance(both, alone) > 1e-3);
    }

    [Theory]
    [InlineData("4", 6, 6)]
    [InlineData("""{"1": 8, "default": 0.5}""", 48, 3)]
    [InlineData("""{"0": 100, "1": 2.67}""", 1, 8)]
    public void The_reduction_decides_the_width(string json, long first, long second)
    {
        var reduction = JsonSerializer.Deserialize<ReductionFactor>(json)!;
        Assert.Equal((first, second), (reduction.Width(24, 0), reduction.Width(24, 1)));
        Assert.Equal(reduction, JsonSerializer.Deserialize<ReductionFactor>(JsonSerializer.Serialize(reduction)));
    }

    [Fact]
    public void In_training_an_update_may_be_left_out_whole()
    {
        var (model, input) = (Bert(), Batch());
        var before = Logits(model, input);
        using var peft = PeftModel.Wrap(model, BottleneckConfig.Parallel(4) with { StochasticDepth = 1 });
        LoraTests.Perturb(peft);
        Assert.True(Distance(before, Logits(peft, input)) > 1e-3);
        peft.train();
        Assert.True(Distance(before, Logits(peft, input)) < 1e-6);
    }

    [Fact]
    public void Whole_numbers_are_scalings_too()
    {
        var config = (BottleneckConfig)PeftConfig.Parse("""{"peft_type": "BOTTLENECK", "scaling": 2}""");      // AdapterHub raises
        Assert.Equal(2.0, config.Scaling.Factor);
        Assert.Contains("\"scaling\": \"channel\"", BottleneckConfig.AdapterPlus().ToJson(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(@"""init_weights"": ""magic""", "init_weights")]
    [InlineData(@"""non_linearity"": ""magic""", "magic")]
    [InlineData(@"""inv_adapter"": ""glow""", "nice")]
    [InlineData(@"""reduction_factor"": {""0"": 2}", "layer 1")]
    [InlineData(@"""reduction_factor"": 0", "reduction_factor")]
    [InlineData(@"""output_adapter"": false", "nowhere")]
    [InlineData(@"""phm_layer"": true, ""phm_c_init"": ""magic"", ""reduction_factor"": 2", "phm_c_init")]
    [InlineData(@"""phm_layer"": true, ""hypercomplex_nonlinearity"": ""magic"", ""reduction_factor"": 2", "hypercomplex_nonlinearity")]
    public void What_cannot_be_is_said(string settings, string word)
    {
        var config = PeftConfig.Parse($$"""{"peft_type": "BOTTLENECK", {{settings}}}""");
        var fault = Assert.ThrowsAny<Exception>(() => PeftModel.Wrap(Bert(), config));
        Assert.True(fault is ArgumentException or NotSupportedException, fault.ToString());
        Assert.Contains(word, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(@"""scaling"": ""magic""")]
    [InlineData(@"""scaling"": null")]
    [InlineData(@"""residual_before_ln"": ""magic""")]
    [InlineData(@"""reduction_factor"": {""first"": 2}")]
    public void What_cannot_be_read_is_said(string settings) =>
        Assert.Throws<InvalidDataException>(() => PeftConfig.Parse($$"""{"peft_type": "BOTTLENECK", {{settings}}}"""));

    // How far the first text's logits move when the padding behind it has other ids, and more of it.
    private static double ChangeByPadding(BottleneckConfig config)
    {
        using var peft = PeftModel.Wrap(Bert(), config);
        LoraTests.Perturb(peft);
        var (ids, mask) = (tensor(new long[,] { { 3, 7, 11, 0, 0 } }), tensor(new long[,] { { 1, 1, 1, 0, 0 } }));
        var whole = Logits(peft, new ModelInput(ids) { AttentionMask = mask });
        return Distance(whole, Logits(peft, new ModelInput(ids.narrow(1, 0, 3))));
    }

    private static ModelInput Tokens() => new(Batch().InputIds!.clamp(0, 39)) { AttentionMask = Batch().AttentionMask };
}
