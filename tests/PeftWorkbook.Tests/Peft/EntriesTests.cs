using PeftWorkbook.Models;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Selective;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Peft;

/// <summary>Methods that train chosen entries: which ones those are, and that no other moves.</summary>
public sealed class EntriesTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void A_mask_s_entries_are_trained_and_no_other()
    {
        var model = Bert();
        var weight = model.named_parameters().First(p => p.name.EndsWith("query.weight", StringComparison.Ordinal));
        var name = weight.name[..^".weight".Length];
        var before = weight.parameter.clone();
        var mask = (before.abs() > 0.2).to_type(ScalarType.Byte);
        var peft = PeftModel.Wrap(model, new MaskConfig
        {
            TargetModules = new[] { name },
            Masks = new Dictionary<string, Tensor> { [weight.name] = mask, [$"{name}.bias"] = ones(24) },
        });
        Assert.Equal(mask.sum().ToInt64() + 24, peft.TrainableParameters().Trainable);
        Steps(peft, 3, decay: 0.1);
        peft.Merge();
        var changed = (peft.AdaptedLayers.Single().Layer.View.Weight != before).to_type(ScalarType.Byte);
        Assert.Equal(0, Distance(changed, mask));
    }

    [Fact]
    public void A_mask_of_another_size_and_none_at_all_are_refused()
    {
        var config = new MaskConfig { TargetModules = new[] { "query" } };
        Assert.Throws<ArgumentException>(() => PeftModel.Wrap(Bert(), config));
        var masks = new Dictionary<string, Tensor> { ["bert.encoder.layer.0.attention.self.query.weight"] = ones(3) };
        Assert.Throws<ArgumentException>(() => PeftModel.Wrap(Bert(), config with { Masks = masks }));
    }

    [Fact]
    public void Magnitude_takes_the_largest_of_each_weight_and_PaFi_the_smallest_of_all()
    {
        var largest = Chosen(PeftModel.Wrap(Bert(), new MagnitudeConfig { Ratio = 0.1 }));
        Assert.All(largest, l => Assert.True(l.Taken.min().ToDouble() >= l.Left.max().ToDouble()));
        Assert.All(largest, l => Assert.Equal((long)(0.1 * (l.Taken.numel() + l.Left.numel())), l.Taken.numel()));
        var smallest = Chosen(PeftModel.Wrap(Bert(), new PafiConfig { Ratio = 0.1 }));
        Assert.True(smallest.Max(l => l.Taken.max().ToDouble()) <= smallest.Min(l => l.Left.min().ToDouble()));
        Assert.Equal((long)(0.1 * smallest.Sum(l => l.Taken.numel() + l.Left.numel())), smallest.Sum(l => l.Taken.numel()));
    }

    [Fact]
    public void Random_entries_are_a_share_of_all_and_follow_the_seed()
    {
        var config = new RocoftConfig { Kind = "random", Share = 0.2 };
        var (one, again, other) = (Places(config, 1), Places(config, 1), Places(config, 2));
        Assert.Equal(one, again);
        Assert.NotEqual(one, other);
        var all = Bert().named_parameters().Where(p => p.name.EndsWith("dense.weight", StringComparison.Ordinal)
            || p.name.Contains("self", StringComparison.Ordinal) && p.name.EndsWith("weight", StringComparison.Ordinal));
        Assert.InRange(one.Count, 0.18 * all.Sum(p => p.parameter.numel()), 0.22 * all.Sum(p => p.parameter.numel()));
    }

    [Theory]
    [InlineData("row")]
    [InlineData("column")]
    public void RoCoFT_changes_the_first_rows_or_columns_alone_and_its_dense_form_computes_the_same(string kind)
    {
        var config = new RocoftConfig { Kind = kind, Rank = 2, TargetModules = new[] { "intermediate.dense" }, TrainsBias = true };
        var (narrow, dense) = (PeftModel.Wrap(Bert(), config), PeftModel.Wrap(Bert(), config with { DenseDecay = true }));
        Steps(narrow, 4, decay: 0);
        Steps(dense, 4, decay: 0);
        Assert.True(Distance(Logits(narrow, Batch()), Logits(dense, Batch())) < 1e-4);
        var before = Bert().named_parameters().First(p => p.name.EndsWith("intermediate.dense.weight", StringComparison.Ordinal)).parameter;
        narrow.Merge();
        var change = narrow.AdaptedLayers.First().Layer.View.Weight - before;
        var axis = kind == "row" ? 0 : 1;
        Assert.True(change.narrow(axis, 0, 2).abs().max().ToDouble() > 1e-3);
        Assert.Equal(0, change.narrow(axis, 2, change.shape[axis] - 2).abs().max().ToDouble());
    }

    [Fact]
    public void Weight_decay_moves_what_was_not_chosen_in_the_dense_form_alone()
    {
        var config = new MagnitudeConfig { Ratio = 0.1, TargetModules = new[] { "query" } };
        foreach (var isDense in new[] { false, true })
        {
            var peft = PeftModel.Wrap(Bert(), config with { DenseDecay = isDense });
            var before = peft.AdaptedLayers.First().Layer.View.Weight.clone();
            Steps(peft, 2, decay: 0.5);
            peft.Merge();
            var moved = (peft.AdaptedLayers.First().Layer.View.Weight != before).sum().ToInt64();
            Assert.Equal(isDense ? before.numel() : (long)(0.1 * before.numel()), moved);
        }
    }

    [Fact]
    public void SIFT_does_not_decay()
    {
        double[] Trained(double decay)
        {
            var peft = PeftModel.Wrap(Bert(), new SiftConfig { Rate = 0.1 }, batches: [Batch()]);
            Steps(peft, 4, decay);
            return [.. Logits(peft, Batch()).to_type(ScalarType.Float64).data<double>()];
        }

        Assert.Equal(Trained(0), Trained(0.9));
    }

    [Fact]
    public void The_first_phase_of_LT_SFT_leaves_the_model_as_it_was_and_keeps_what_moved_most()
    {
        var model = Bert();
        var before = model.named_parameters().ToDictionary(p => p.name, p => p.parameter.clone());
        var config = new LtSftConfig { Count = 100, FullSteps = 3, FullLearningRate = 1e-3 };
        model.Freeze();
        using var moved = config.FirstPhase(model, [Batch()], config.TensorsOf(model).Contains);
        Assert.All(model.named_parameters(), p => Assert.Equal(0, Distance(p.parameter, before[p.name])));
        Assert.True(moved.Losses[^1] < moved.Losses[0]);
        var threshold = cat([.. moved.Tensors.Values.Select(t => t.reshape(-1))]).topk(100).values.min().ToDouble();
        var peft = PeftModel.Wrap(model, config, batches: [Batch()]);
        Assert.Equal(moved.Tensors.Values.Sum(t => (t >= threshold).sum().ToInt64()), peft.TrainableParameters().Trainable);
    }

    [Fact]
    public void FISH_counts_the_head_in_its_budget()
    {
        var model = Bert();
        var config = new FishConfig { KeepRatio = 0.1, TaskType = "SEQ_CLS" };
        var peft = PeftModel.Wrap(model, config, batches: [Batch()]);
        Assert.Equal((long)(0.1 * Bert().ParameterCount), peft.TrainableParameters().Trainable);
        Assert.Contains(peft.NamedTrainable(), p => p.Name == "classifier.weight");
        Assert.Throws<ArgumentException>(() => PeftModel.Wrap(Bert(), config with { KeepRatio = 0.001 }, batches: [Batch()]));
    }

    [Fact]
    public void The_head_of_an_embedding_s_weight_gets_its_new_entries()
    {
        var model = Llama();
        var mask = zeros(40, 24);
        mask[5] = ones(24);
        var peft = PeftModel.Wrap(model, new MaskConfig
        {
            TargetModules = new[] { "embed_tokens" },
            Masks = new Dictionary<string, Tensor> { ["model.embed_tokens.weight"] = mask },
        });
        var input = new ModelInput(tensor(new long[] { 1, 2, 3 }).view(1, 3));
        var before = Logits(peft, input);
        LoraTests.Perturb(peft);
        var change = (Logits(peft, input) - before).abs().amax([0, 1]);
        Assert.True(change[5].ToDouble() > 1e-2);
        Assert.Equal(0, change.to_type(ScalarType.Float64).data<double>().Where((_, i) => i != 5).Max());
    }

    [Fact]
    public void GPS_takes_so_many_weights_of_every_neuron_and_its_bias()
    {
        var peft = PeftModel.Wrap(Bert(), new GpsConfig { Count = 3 }, batches: [Batch()]);
        foreach (var (site, _, adapter) in ((LayerAttachment)peft.Attached("default")).Sites)
        {
            var indices = adapter.State.First(s => s.Suffix == "weight_indices").Tensor.to_type(ScalarType.Int64);
            var rows = indices.div(site.Layer.InFeatures, RoundingMode.floor).bincount(null, site.Layer.OutFeatures);
            Assert.True(rows.eq(3).all().ToBoolean());
            Assert.Equal(site.Layer.OutFeatures, adapter.State.First(s => s.Suffix == "bias_values").Tensor.numel());
        }
    }

    [Fact]
    public void Data_are_asked_for_where_a_rule_needs_them() =>
        Assert.All(
            new PeftConfig[] { new SiftConfig(), new GpsConfig(), new FishConfig(), new LtSftConfig(), new SecondOrderConfig() },
            c => Assert.Contains(
                "batches", Assert.Throws<ArgumentException>(() => PeftModel.Wrap(Bert(), c)).Message, StringComparison.Ordinal));

    internal static void Steps(PeftModel peft, int count, double decay)
    {
        peft.train();
        using var optimizer = optim.AdamW(peft.NamedOptimized().Select(p => p.Parameter), 1e-2, weight_decay: decay);
        for (var step = 0; step < count; step++)
        {
            peft.zero_grad();
            peft.call(Batch()).Loss!.backward();
            peft.BeforeStep();
            optimizer.step();
            peft.AfterStep(step);
        }

        peft.eval();
    }

    private static List<long> Places(RocoftConfig config, long seed)
    {
        var peft = PeftModel.Wrap(Bert(), config, seed: seed);
        return
        [
            .. ((LayerAttachment)peft.Attached("default")).Sites.SelectMany((s, i) => s.Adapter.State
                .First(t => t.Suffix == "weight_indices").Tensor.to_type(ScalarType.Int64).data<long>().Select(p => (i * 10_000L) + p)),
        ];
    }

    // The magnitudes of the entries that each layer trains, and of the others.
    private static List<(Tensor Taken, Tensor Left)> Chosen(PeftModel peft) =>
    [
        .. from s in ((LayerAttachment)peft.Attached("default")).Sites
           let size = s.Layer.BaseWeight.abs().reshape(-1)
           let places = s.Adapter.State.First(t => t.Suffix == "weight_indices").Tensor.to_type(ScalarType.Int64)
           let isTaken = zeros(size.numel(), ScalarType.Bool).index_fill(0, places, true)
           select (size.masked_select(isTaken), size.masked_select(isTaken.logical_not())),
    ];
}
