using PeftWorkbook.Hub;
using PeftWorkbook.Models;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Additive;
using PeftWorkbook.Peft.Hybrid;
using PeftWorkbook.Peft.Mixture;
using PeftWorkbook.Peft.Reparameterized;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Peft;

/// <summary>What single methods of the additive family promise beyond what <see cref="MethodTests"/> asks of all.</summary>
public sealed class AdditiveMethodTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly string _folder = Directory.CreateTempSubdirectory("additive-").FullName;

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("magnitude")]
    [InlineData("snip")]
    [InlineData("grasp")]
    [InlineData("random")]
    public void A_pruned_adapter_keeps_its_share_and_its_zeros(string criterion)
    {
        var config = new SparseAdapterConfig { Bottleneck = 4, Kept = 0.3, Criterion = criterion };
        using var peft = PeftModel.Wrap(Bert(), config, batches: [Batch()]);
        var matrices = Adapters<SparseAdapter>(peft).SelectMany(a => a.Matrices).ToList();
        var all = matrices.Sum(m => m.Mask().numel());
        Assert.Equal(all - (long)Math.Ceiling(0.7 * all), matrices.Sum(m => m.Values.numel()));
        var masks = matrices.Select(m => m.Mask().clone()).ToList();
        Train(peft, 3);
        Assert.All(matrices.Zip(masks), m => Assert.Equal(0, Distance(m.First.Weight() * (1 - m.Second), zeros(1))));
        peft.Save(_folder);
        using var loaded = PeftModel.Load(Bert(), _folder);
        Assert.Equal(0, Distance(Logits(peft, Batch()), Logits(loaded, Batch())));
        var again = Adapters<SparseAdapter>(loaded).SelectMany(a => a.Matrices);
        Assert.Equal(matrices.Select(m => m.Values.numel()), again.Select(m => m.Values.numel()));
    }

    [Fact]
    public void Scores_that_follow_from_data_need_it() =>
        Assert.Throws<ArgumentException>(() => PeftModel.Wrap(Bert(), new SparseAdapterConfig { Bottleneck = 4, Criterion = "grasp" }));

    [Fact]
    public void An_adapter_that_looks_at_batches_leaves_the_active_ones_as_they_were()
    {
        using var peft = PeftModel.Wrap(Bert(), new LoraConfig(Rank: 2, Alpha: 4));
        LoraTests.Perturb(peft);
        var before = Logits(peft, Batch());
        peft.AddAdapter("second", new SparseAdapterConfig { Bottleneck = 4, Criterion = "snip" }, batches: [Batch()]);
        Assert.Equal(["default"], peft.ActiveAdapters);
        Assert.Equal(0, Distance(before, Logits(peft, Batch())));
        peft.Merge();
        peft.AddAdapter("third", new SparseAdapterConfig { Bottleneck = 4, Criterion = "snip" }, batches: [Batch()]);
        Assert.Equal(["default"], peft.MergedAdapters);
        Assert.True(Distance(before, Logits(peft, Batch())) < 1e-4);
    }

    [Fact]
    public void Masks_of_a_shared_adapter_can_be_saved_alone()
    {
        var config = new PropetlConfig { Bottleneck = 4, Kept = 0.3, SavesOnlyMasks = true };
        using var peft = PeftModel.Wrap(Bert(), config);
        LoraTests.Perturb(peft);
        peft.Save(_folder);
        using var file = SafeTensorsCheckpoint.Open(_folder, "adapter_model");
        Assert.DoesNotContain(file.Shapes.Keys, k => k.Contains("score", StringComparison.Ordinal));
        using var loaded = PeftModel.Load(Bert(), _folder);
        Assert.True(Distance(Logits(peft, Batch()), Logits(loaded, Batch())) < 1e-6);
        var mask = Adapters<PropetlAdapter>(loaded)[0].Masks.First().Mask;
        Assert.Equal(mask.numel() - (long)(0.7 * mask.numel()), mask.sum().ToInt64());
    }

    [Fact]
    public void A_version_that_was_not_drawn_is_left_alone()
    {
        using var peft = PeftModel.Wrap(Bert(), new AdaMixConfig { Bottleneck = 4, Experts = 3 });
        LoraTests.Perturb(peft);
        var draws = peft.Attached("default").Draws.Single().Draws;
        draws.Give(tensor(new long[] { 1, 2, 1, 2 }));
        var before = peft.NamedTrainable().ToDictionary(p => p.Name, p => p.Parameter.clone());
        Train(peft, 2);
        bool Moved(string part) => peft.NamedTrainable().Any(
            p => p.Name.Contains(part, StringComparison.Ordinal) && Distance(p.Parameter, before[p.Name]) > 0);
        Assert.True(Moved("layer.0.output.dense.adamix_down.1"));
        Assert.True(Moved("layer.1.output.dense.adamix_down.2"));
        Assert.False(Moved("layer.0.output.dense.adamix_down.0"));
        Assert.False(Moved("layer.0.output.dense.adamix_down.2"));
        Assert.False(Moved("layer.1.output.dense.adamix_down.1"));
    }

    [Fact]
    public void Versions_that_are_equal_average_to_what_each_computes()
    {
        using var peft = PeftModel.Wrap(Bert(), new AdaMixConfig { Bottleneck = 4, Experts = 3, SharesUp = false });
        LoraTests.Perturb(peft);
        var named = peft.NamedTrainable().ToDictionary(p => p.Name, p => p.Parameter);
        using (no_grad())
        {
            foreach (var (name, parameter) in named)
            {
                parameter.copy_(named[System.Text.RegularExpressions.Regex.Replace(name, @"(adamix_\w+)\.\d+", "$1.0")]);
            }
        }

        var averaged = Logits(peft, Batch());
        peft.train();
        Assert.True(Distance(averaged, Logits(peft, Batch())) < 1e-5);
    }

    [Fact]
    public void A_side_network_stands_before_a_head_that_is_trained_too()
    {
        using var peft = PeftModel.Wrap(Bert(), new SideTuningConfig { HiddenSize = 5, TaskType = "SEQ_CLS" });
        LoraTests.Perturb(peft);
        Train(peft, 2);
        peft.Save(_folder);
        using var loaded = PeftModel.Load(Bert(), _folder);
        Assert.True(Distance(Logits(peft, Batch()), Logits(loaded, Batch())) < 1e-6);
        Assert.Contains(peft.NamedTrainable(), p => p.Name.EndsWith("classifier.weight", StringComparison.Ordinal));
    }

    [Fact]
    public void A_side_network_that_weighs_nothing_changes_nothing()
    {
        var before = Logits(Bert(), Batch());
        using var peft = PeftModel.Wrap(Bert(), new SideTuningConfig { HiddenSize = 5 });
        using (no_grad())
        {
            peft.NamedTrainable().Single(p => p.Name.EndsWith("side_alpha", StringComparison.Ordinal)).Parameter.fill_(40);
        }

        Assert.True(Distance(before, Logits(peft, Batch())) < 1e-5);
    }

    [Fact]
    public void Tuckers_update_is_what_the_narrow_products_compute()
    {
        using var peft = PeftModel.Wrap(Bert(), new FactConfig { Rank = 3, Scaling = 2, Decomposition = "tk", Dropout = 0 });
        LoraTests.Perturb(peft);
        var adapted = Logits(peft, Batch());
        peft.Merge();
        Assert.True(Distance(adapted, Logits(peft, Batch())) < 1e-4);
    }

    [Fact]
    public void Layers_that_read_one_input_share_an_adapter()
    {
        using var peft = PeftModel.Wrap(Bert(), new RepAdapterConfig { Bottleneck = 4, Dropout = 0 });
        var perInput = (24 * 4) + 4 + (24 * 2) + 24;
        Assert.Equal(2 * 2 * perInput, peft.TrainableParameters().Trainable);
        LoraTests.Perturb(peft);
        var adapted = Logits(peft, Batch());
        peft.Save(_folder);
        using var loaded = PeftModel.Load(Bert(), _folder);
        Assert.Equal(0, Distance(adapted, Logits(loaded, Batch())));
        peft.Merge();
        Assert.True(Distance(adapted, Logits(peft, Batch())) < 1e-4);
    }

    [Fact]
    public void A_kronecker_branch_adds_the_product_with_what_the_net_reads()
    {
        using var peft = PeftModel.Wrap(Llama(), new KronaBConfig { FactorShape = [4, 6], Scaling = 3 });
        LoraTests.Perturb(peft);
        var branch = (ISubLayerAdapter)((SideBranchAttachment)peft.Attached("default")).Branches[0].Branch;
        var parts = peft.NamedTrainable().Take(2).Select(p => (Tensor)p.Parameter).ToList();
        var x = randn(2, 5, 24);
        var sum = branch.Adapt(zeros(2, 5, 24), new(randn(2, 5, 24), null) { Read = x });
        Assert.True(Distance(x.matmul(kron(parts[0], parts[1])) * 3, sum) < 1e-4);
    }

    [Fact]
    public void A_ladder_takes_no_gradient_through_the_model_and_keeps_no_cache()
    {
        using var peft = PeftModel.Wrap(Llama(), new LadderSideTuningConfig { SideSize = 6, SideHeads = 3 });
        LoraTests.Perturb(peft);
        var ids = tensor(new long[] { 5, 6, 7, 8 }, [1, 4]);
        var whole = peft.call(new ModelInput(ids) { WithHiddenStates = true });
        Assert.False(whole.HiddenStates![1].requires_grad);
        Assert.True(whole.Logits!.requires_grad);
        var shorter = Logits(peft, new ModelInput(ids.narrow(1, 0, 3)));
        Assert.True(Distance(whole.Logits.narrow(1, 0, 3), shorter) < 1e-5);
        Assert.Throws<NotSupportedException>(() => Logits(peft, new ModelInput(ids) { Cache = new(8) }));
    }

    [Fact]
    public void Codes_of_one_bit_are_the_quartiles()
    {
        var codes = new NormalCodes(1);
        Assert.Equal([-0.67448975, 0.67448975], codes.Codes.Select(c => Math.Round(c, 8)));
        Assert.Equal(0, codes.Thresholds.Single(), 12);
    }

    [Fact]
    public void Methods_say_which_models_they_do_not_fit()
    {
        Assert.Throws<NotSupportedException>(() => PeftModel.Wrap(Bert(), new ConvpassConfig()));
        Assert.Throws<NotSupportedException>(() => PeftModel.Wrap(PromptCases.T5(), new SideTuningConfig()));
        Assert.Throws<NotSupportedException>(() => PeftModel.Wrap(PromptCases.T5(), new LadderSideTuningConfig()));
        Assert.Throws<ArgumentException>(() => PeftModel.Wrap(Bert(), new RepAdapterConfig { Bottleneck = 3 }));
        Assert.Throws<ArgumentException>(() => PeftModel.Wrap(Bert(), new KronaBConfig { FactorShape = [5, 5] }));
        Assert.Throws<ArgumentException>(() => PeftModel.Wrap(Bert(), new PropetlConfig { Kept = 0 }));
    }

    [Theory]
    [InlineData("PROPETL")]
    [InlineData("ADAMIX")]
    [InlineData("ADAPTFORMER")]
    [InlineData("KRONA_B")]
    [InlineData("SSF")]
    [InlineData("REPADAPTER")]
    public void An_encoder_decoder_takes_it_too(string method)
    {
        using var peft = PeftModel.Wrap(PromptCases.T5(), MethodTable.Config(method));
        LoraTests.Perturb(peft);
        var input = PromptCases.Input((PretrainedModel)peft.Model);
        var before = Logits(PromptCases.T5(), input);
        Assert.True(Distance(before, Logits(peft, input)) > 1e-4);
    }

    private static IReadOnlyList<T> Adapters<T>(PeftModel peft) =>
        [.. ((LayerAttachment)peft.Attached("default")).Sites.Select(s => s.Adapter).OfType<T>()];

    private static void Train(PeftModel peft, int steps)
    {
        peft.train();
        using var optimizer = optim.AdamW(peft.NamedTrainable().Select(p => p.Parameter), 1e-2);
        for (var step = 0; step < steps; step++)
        {
            optimizer.zero_grad();
            using var loss = peft.call(Batch()).Loss!;
            loss.backward();
            peft.BeforeStep();
            optimizer.step();
            peft.AfterStep(step);
        }

        peft.eval();
    }
}
