using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Reparameterized;
using PeftWorkbook.Peft.Selective;
using PeftWorkbook.Tests.Training;
using PeftWorkbook.Training;
using PeftWorkbook.Training.Optimizers;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Peft;

/// <summary>Methods that train the model's own parameters: which ones, when, and by which optimiser.</summary>
public sealed class WholeParameterTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Full_fine_tuning_is_an_adapter_of_all_parameters()
    {
        var peft = PeftModel.Wrap(Llama(), new FullConfig());
        Assert.Equal(Llama().ParameterCount, peft.TrainableParameters().Trainable);
        Assert.Equal(100, peft.TrainableParameters().Percent);
        var some = PeftModel.Wrap(Bert(), new FullConfig { TargetModules = new[] { "query" }, TaskType = "SEQ_CLS" });
        Assert.All(some.NamedTrainable(), p => Assert.True(
            p.Name.Contains("query", StringComparison.Ordinal) || p.Name.StartsWith("classifier", StringComparison.Ordinal)));
        Assert.Throws<ArgumentException>(() => PeftModel.Wrap(Bert(), new FullConfig { TargetModules = new[] { "nothing" } }));
    }

    [Fact]
    public void Two_sets_of_parameters_that_overlap_come_and_go_in_order()
    {
        var model = Bert();
        var before = model.named_parameters().ToDictionary(p => p.name, p => p.parameter.clone());
        var peft = PeftModel.Wrap(model, new FullConfig(), "all");
        LoraTests.Perturb(peft);
        peft.AddAdapter("biases", new BitFitConfig());
        peft.SetAdapter("all", "biases");
        var together = Logits(peft, Batch());
        peft.SetAdapter();
        Assert.All(model.named_parameters(), p => Assert.Equal(0, Distance(p.parameter, before[p.name])));
        peft.SetAdapter("all", "biases");
        Assert.Equal(0, Distance(together, Logits(peft, Batch())));
    }

    [Fact]
    public void Parameters_in_their_place_are_merged_by_being_active()
    {
        var peft = PeftModel.Wrap(Bert(), new LoraConfig(2, 4, ["query"]));
        peft.AddAdapter("biases", new BitFitConfig());
        var fault = Assert.Throws<InvalidOperationException>(() => peft.Merge("biases"));
        Assert.Contains("SetAdapter", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LISA_trains_the_drawn_layers_and_what_lies_outside_them()
    {
        var peft = PeftModel.Wrap(TinyTask.Model(), new LisaConfig { Layers = 1, Interval = 3 });
        var seen = new HashSet<string>();
        using var trainer = new Trainer(peft, new TrainerSettings { MaxSteps = 30, LearningRate = 1e-3, WarmupSteps = 0 });
        var before = Values(peft);
        var resting = Resting(peft);
        trainer.StepDone += _ =>
        {
            var after = Values(peft);
            Assert.All(resting, n => Assert.Equal(0, Distance(before[n], after[n])));
            Assert.Contains(after.Keys.Except(resting), n => Distance(before[n], after[n]) > 0);
            (before, resting) = (after, Resting(peft));
            seen.UnionWith(resting);
        };
        trainer.Train(TinyTask.Examples(1), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(2, seen.Select(n => n.Split('.').First(p => int.TryParse(p, out var _))).Distinct().Count());
        Assert.DoesNotContain(seen, n => n.Contains("embeddings", StringComparison.Ordinal));
        Assert.Throws<ArgumentException>(() => PeftModel.Wrap(Bert(), new LisaConfig { Layers = 3 }));
    }

    [Fact]
    public void BAdam_trains_one_layer_at_a_time_with_moments_that_start_anew()
    {
        var peft = PeftModel.Wrap(TinyTask.Model(), new BadamConfig { SwitchEvery = 3, Order = "descending" });
        var blocks = new List<int>();
        var attachment = (BadamAttachment)peft.Attached("default");
        using var trainer = new Trainer(peft, new TrainerSettings { MaxSteps = 8, LearningRate = 1e-3, WarmupSteps = 0 });
        Assert.IsType<AdamWVariant>(trainer.Optimizer);
        var block = attachment.Block;
        trainer.StepDone += _ =>
        {
            blocks.Add(block);
            block = attachment.Block;
        };
        trainer.Train(TinyTask.Examples(1), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal([1, 1, 0, 0, 0, 1, 1, 1], blocks);
        Assert.All(trainer.Optimizer.state_dict().State.Cast<AdamWVariantState>(), s => Assert.True(s.step <= 1));
    }

    [Fact]
    public void GaLore_keeps_moments_of_the_rank_and_whole_ones_elsewhere()
    {
        var peft = PeftModel.Wrap(TinyTask.Model(), new GaloreConfig { Rank = 3, UpdateGap = 2 });
        using var trainer = new Trainer(peft, new TrainerSettings { MaxSteps = 5, LearningRate = 1e-2 });
        trainer.Train(TinyTask.Examples(1), cancellation: TestContext.Current.CancellationToken);
        var states = trainer.Optimizer.state_dict().State.Cast<AdamWVariantState>();
        var kept = trainer.Optimizer.parameters().Zip(states).Where(p => p.Second.exp_avg is not null).ToList();
        Assert.All(kept.Where(p => !p.Second.IsProjected), p => Assert.Equal(p.First.shape, p.Second.exp_avg!.shape));
        Assert.All(kept.Where(p => p.Second.IsProjected), p => Assert.Equal(3 * p.First.shape.Max(), p.Second.exp_avg!.numel()));
        Assert.Contains(kept, p => p.Second.IsProjected);
        Assert.Throws<ArgumentException>(() => new GradientProjection(99).Directions(rand(4, 5)));
        Assert.Throws<ArgumentException>(() => new GradientProjection(2, Side: "up").Directions(rand(4, 5)));
    }

    [Theory]
    [InlineData(7, 4)]
    [InlineData(4, 7)]
    public void A_projection_of_full_rank_loses_nothing_and_kept_signs_do_not_follow_the_decomposition(long rows, long columns)
    {
        var (gradient, next) = (rand(rows, columns), rand(rows, columns));
        var projection = new GradientProjection(4, Scale: 1);
        var directions = projection.Directions(gradient);
        Assert.True(Distance(projection.Back(projection.Project(gradient, directions), directions, gradient), gradient) < 1e-5);
        var kept = projection.Directions(next, directions);
        var turned = projection with { Turn = d => -d };
        Assert.Equal(0, Distance(kept, turned.Directions(next, directions)));
        Assert.True(Distance(projection.Directions(next), turned.Directions(next)) > 0.1);
    }

    [Fact]
    public void AdamW_without_turns_is_AdamW()
    {
        var (one, two) = (PeftModel.Wrap(Bert(), new BitFitConfig()), PeftModel.Wrap(Bert(), new BitFitConfig()));
        Steps(one, new AdamWSettings());
        Steps(two, new AdamWVariantSettings());
        Assert.True(Distance(Logits(one, Batch()), Logits(two, Batch())) < 1e-5);
        var three = PeftModel.Wrap(Bert(), new BitFitConfig());
        Steps(three, AdamWVariantSettings.Transformers(epsilon: 1e-2));
        Assert.True(Distance(Logits(one, Batch()), Logits(three, Batch())) > 1e-4);
    }

    [Fact]
    public void Child_tuning_moves_the_child_network_alone_and_F_another_one_in_every_step()
    {
        var fixedMask = PeftModel.Wrap(Bert(), new ChildTuningConfig { Mode = "D", Share = 0.2 }, batches: [Batch()]);
        var attachment = (ChildTuningAttachment)fixedMask.Attached("default");
        var before = Values(fixedMask);
        EntriesTests.Steps(fixedMask, 2, decay: 0);
        var masked = attachment.State.Where(s => s.Key.EndsWith("_mask", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(masked);
        var after = attachment.State.ToDictionary(s => s.Key, s => s.Tensor);
        foreach (var mask in masked)
        {
            var key = mask.Key[..^"_mask".Length];
            var moved = after[key] != before[key["base_model.model.".Length..]];
            Assert.False(moved.logical_and(mask.Tensor.eq(0)).any().ToBoolean());
        }

        var share = masked.Sum(m => m.Tensor.sum().ToInt64()) / (double)masked.Sum(m => m.Tensor.numel());
        Assert.Equal(0.2, share, 2);
        var free = PeftModel.Wrap(Bert(), new ChildTuningConfig { Share = 0.3 });
        var gradients = Enumerable.Range(0, 2).Select(_ => Masked(free)).ToList();
        Assert.NotEqual(0, Distance(gradients[0].to_type(ScalarType.Float32), gradients[1].to_type(ScalarType.Float32)));
        Assert.InRange(gradients[0].to_type(ScalarType.Float32).mean().ToDouble(), 0.25, 0.35);
    }

    private static void Steps(PeftModel peft, OptimizerSettings settings)
    {
        using var optimizer = settings.Create([new("all", [.. peft.NamedOptimized()], 1e-2, 1e-2)]);
        for (var step = 0; step < 4; step++)
        {
            peft.zero_grad();
            peft.call(Batch()).Loss!.backward();
            optimizer.step();
        }
    }

    private static Tensor Masked(PeftModel peft)
    {
        peft.zero_grad();
        peft.call(Batch()).Loss!.backward();
        peft.BeforeStep();
        var weights = peft.NamedTrainable().Where(p => p.Name.EndsWith("dense.weight", StringComparison.Ordinal));
        return cat([.. weights.Select(p => p.Parameter.grad!.ne(0).reshape(-1))]);
    }

    private static Dictionary<string, Tensor> Values(PeftModel peft) =>
        peft.NamedOptimized().ToDictionary(p => p.Name, p => p.Parameter.detach().clone());

    private static List<string> Resting(PeftModel peft) =>
        [.. peft.NamedOptimized().Where(p => !p.Parameter.requires_grad).Select(p => p.Name)];
}
