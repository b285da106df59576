using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Reparameterized;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Peft;

public sealed class LoraTests : IDisposable
{
    private static readonly LoraConfig s_config = new(Rank: 3, Alpha: 6, TargetModules: ["query", "value"]);

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void A_fresh_adapter_changes_nothing()
    {
        var (model, input) = (Bert(), Batch());
        var before = Logits(model, input);
        var peft = PeftModel.Wrap(model, s_config);
        Assert.True(Distance(before, Logits(peft, input)) < 1e-6);
        Assert.Equal(4, peft.AdaptedLayers.Count());
    }

    [Fact]
    public void A_trained_adapter_changes_the_output_and_disabling_takes_it_back()
    {
        var (model, input) = (Bert(), Batch());
        var before = Logits(model, input);
        var peft = PeftModel.Wrap(model, s_config);
        Perturb(peft);
        var adapted = Logits(peft, input);
        Assert.True(Distance(before, adapted) > 1e-3);
        using (peft.DisableAdapter())
        {
            Assert.True(Distance(before, Logits(peft, input)) < 1e-6);
        }

        Assert.Equal(0, Distance(adapted, Logits(peft, input)));
    }

    [Fact]
    public void Merging_computes_the_same_and_unmerging_gives_the_base_back_bit_for_bit()
    {
        var (model, input) = (Bert(), Batch());
        var weights = model.named_parameters().ToDictionary(p => p.name, p => p.parameter.clone());
        var peft = PeftModel.Wrap(model, s_config);
        Perturb(peft);
        var adapted = Logits(peft, input);
        peft.Merge();
        peft.Merge();
        Assert.True(Distance(adapted, Logits(peft, input)) < 1e-5);
        Assert.Equal(["default"], peft.MergedAdapters);
        peft.Unmerge();
        Assert.True(Distance(adapted, Logits(peft, input)) < 1e-6);
        peft.Unload();
        Assert.Equal(weights.Keys.Order(), model.named_parameters().Select(p => p.name).Order());
        Assert.All(model.named_parameters(), p => Assert.Equal(0, Distance(p.parameter, weights[p.name])));
    }

    [Fact]
    public void MergeAndUnload_leaves_a_plain_model_that_computes_the_same()
    {
        var (model, input) = (Bert(), Batch());
        var peft = PeftModel.Wrap(model, s_config);
        Perturb(peft);
        var adapted = Logits(peft, input);
        Assert.Same(model, peft.MergeAndUnload());
        Assert.DoesNotContain(model.modules(), m => m is AdaptedLayer);
        Assert.True(Distance(adapted, Logits(model, input)) < 1e-5);
    }

    [Fact]
    public void The_update_has_the_rank_and_grows_with_alpha()
    {
        var one = Adapter(s_config);
        var two = Adapter(s_config with { Alpha = 12 });
        Assert.True(one.Delta().abs().max().ToDouble() > 0);
        Assert.True(Distance(one.Delta() * 2, two.Delta()) < 1e-6);
        var (_, values, _) = linalg.svd(one.Delta());
        Assert.True(values[2].ToDouble() > 1e-3 && values[3].ToDouble() < 1e-5);
        Assert.Equal(6 / Math.Sqrt(3), Adapter(s_config with { UseRsLora = true }).Scaling, 9);
    }

    [Fact]
    public void Adapters_do_not_leak_into_each_other()
    {
        var input = Batch();
        var peft = PeftModel.Wrap(Bert(), s_config, "first");
        Perturb(peft);
        var first = Logits(peft, input);
        peft.AddAdapter("second", s_config with { TargetModules = "all-linear" }, seed: 5);
        peft.SetAdapter("second");
        Perturb(peft, seed: 9);
        var second = Logits(peft, input);
        peft.SetAdapter("first");
        Assert.True(Distance(first, Logits(peft, input)) < 1e-6);   // a wrapped layer's GELU is a call of its own: other rounding
        peft.SetAdapter("second");
        Assert.Equal(0, Distance(second, Logits(peft, input)));
        peft.SetAdapter("first", "second");
        Assert.True(Distance(first, Logits(peft, input)) > 1e-4 && Distance(second, Logits(peft, input)) > 1e-4);
        peft.DeleteAdapter("second");
        Assert.Equal(["first"], peft.Adapters);
        Assert.True(Distance(first, Logits(peft, input)) < 1e-6);
    }

    [Fact]
    public void Parameters_are_counted_as_PEFT_counts_them()
    {
        var model = Bert();
        var all = model.ParameterCount;
        var peft = PeftModel.Wrap(model, s_config with { TaskType = "SEQ_CLS" });
        var (lora, head) = (4 * 3 * (24 + 24), (24 * 3) + 3);
        Assert.Equal(new ParameterCount(lora + head, all + lora + head), peft.TrainableParameters());
        Assert.Equal("trainable params: 651 || all params: 13,149 || trainable%: 4.9509", new ParameterCount(651, 13149).ToString());
    }

    [Theory]
    [InlineData("quary", "query")]
    [InlineData("attention.self.vale", "value")]
    public void A_wrong_name_lists_what_is_near(string wrong, string near)
    {
        var fault = Assert.Throws<ArgumentException>(() => PeftModel.Wrap(Bert(), s_config with { TargetModules = [wrong] }));
        Assert.Contains(wrong, fault.Message, StringComparison.Ordinal);
        Assert.Contains(near, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_wrong_name_among_right_ones_is_told_too() =>
        Assert.Throws<ArgumentException>(() => PeftModel.Wrap(Bert(), s_config with { TargetModules = ["query", "valu"] }));

    [Fact]
    public void A_rank_beyond_the_matrix_is_refused()
    {
        var fault = Assert.Throws<ArgumentException>(() => PeftModel.Wrap(Bert(), s_config with { Rank = 25 }));
        Assert.Contains("24 x 24", fault.Message, StringComparison.Ordinal);
    }

    private static LoraAdapter Adapter(LoraConfig config)
    {
        var peft = PeftModel.Wrap(Bert(), config);
        Perturb(peft);
        return (LoraAdapter)peft.AdaptedLayers.First().Layer.Adapters["default"];
    }

    /// <summary>Gives every trained tensor random values.</summary>
    internal static void Perturb(PeftModel peft, int seed = 7)
    {
        using var _ = no_grad();
        using var generator = new Generator((ulong)seed);
        foreach (var (_, parameter) in peft.NamedTrainable())
        {
            parameter.copy_(randn(parameter.shape, generator: generator) * 0.3);
        }
    }
}
