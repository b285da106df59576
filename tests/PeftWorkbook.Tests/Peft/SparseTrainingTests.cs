using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Selective;
using PeftWorkbook.Tests.Training;
using PeftWorkbook.Training;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Peft;

/// <summary>SpIEL, whose places move, and diff pruning, whose gates close.</summary>
public sealed class SparseTrainingTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void SpIEL_drops_the_smallest_differences_and_grows_where_the_summed_gradient_is_largest()
    {
        var config = new SpielConfig { Density = 0.1, Accumulation = 2, Interval = 5, Rate = 0.5, TargetModules = new[] { "query" } };
        var peft = PeftModel.Wrap(Bert(), config);
        var adapter = Adapters(peft)[0];
        EntriesTests.Steps(peft, 3, decay: 0);      // the first selection lies behind it
        adapter.Listen();
        peft.train();
        var (values, places) = (Of(adapter, "spiel_values").clone(), Of(adapter, "spiel_indices").clone());
        var gradient = DenseGradient(peft, adapter);
        adapter.BeforeStep();
        adapter.Select(0.5);
        var (later, moved) = (Of(adapter, "spiel_values"), Of(adapter, "spiel_indices"));
        Assert.Equal(places.numel(), moved.unique().output.numel());
        var isNew = moved != places;
        Assert.True(isNew.any().ToBoolean());
        Assert.True(isNew.sum().ToInt64() <= places.numel() / 2);
        Assert.Equal(0, later.masked_select(isNew).abs().sum().ToDouble());
        var smallest = values.abs().topk((int)(places.numel() / 2), largest: false).values.max().ToDouble();
        Assert.True(values.masked_select(isNew).abs().max().ToDouble() <= smallest);
        var grown = gradient.reshape(-1).abs().index_select(0, moved.masked_select(isNew).to_type(ScalarType.Int64));
        var candidates = gradient.reshape(-1).abs().topk((int)places.numel()).values.min().ToDouble();
        Assert.True(grown.min().ToDouble() >= candidates);
    }

    [Fact]
    public void SpIEL_replaces_all_at_first_and_a_falling_share_later()
    {
        var config = new SpielConfig { Density = 0.1, TotalSteps = 100, TargetModules = new[] { "query" } };
        var attachment = (SpielAttachment)PeftModel.Wrap(Bert(), config).Attached("default");
        Assert.Equal(1, attachment.ReplacedAfter(5));
        Assert.Equal(0.2 * 0.75, attachment.ReplacedAfter(25), 9);
        Assert.Equal(0, attachment.ReplacedAfter(200));
    }

    [Fact]
    public void A_training_with_SpIEL_learns_and_forgets_the_moments_of_what_moved()
    {
        var config = new SpielConfig { Density = 0.2, Accumulation = 2, Interval = 4, TotalSteps = 60, TaskType = "SEQ_CLS" };
        var peft = PeftModel.Wrap(TinyTask.Model(), config);
        var before = Adapters(peft).Select(a => Of(a, "spiel_indices").clone()).ToList();
        var trainer = new Trainer(peft, new TrainerSettings { MaxSteps = 2, LearningRate = 1e-2, WarmupSteps = 0 });
        trainer.Train(TinyTask.Examples(1), cancellation: TestContext.Current.CancellationToken);
        var state = (TorchSharp.Modules.AdamW.State)trainer.Optimizer.state_dict().State[0];
        Assert.All(Adapters(peft).Zip(before), p => Assert.True(Distance(Of(p.First, "spiel_indices"), p.Second) > 0));
        var first = trainer.Optimizer.parameters().ToList().FindIndex(p => ReferenceEquals(p, Of(Adapters(peft)[0], "spiel_values")));
        state = (TorchSharp.Modules.AdamW.State)trainer.Optimizer.state_dict().State[first];
        var isNew = Of(Adapters(peft)[0], "spiel_indices") != before[0];
        Assert.Equal(0, state.exp_avg.masked_select(isNew).abs().sum().ToDouble());
        using var longer = new Trainer(peft, new TrainerSettings { MaxSteps = 40, LearningRate = 1e-2 });
        var result = longer.Train(TinyTask.Examples(1), cancellation: TestContext.Current.CancellationToken);
        Assert.True(result.Steps[^1].Loss < 0.7 * result.Steps[0].Loss);
    }

    [Fact]
    public void Finished_diff_pruning_keeps_the_largest_differences_at_fixed_places()
    {
        var peft = PeftModel.Wrap(Bert(), new DiffPruningConfig { TargetModules = new[] { "query", "value" }, IsStructured = true });
        LoraTests.Perturb(peft);
        var attachment = (DiffPruningAttachment)peft.Attached("default");
        var whole = attachment.Sites.Select(s => ((DiffPruningAdapter)s.Adapter).Delta().detach().clone()).ToList();
        attachment.Finish("kept", 1);
        peft.SetAdapter("default");
        var all = Logits(peft, Batch());
        peft.SetAdapter("kept");
        Assert.True(Distance(all, Logits(peft, Batch())) < 1e-5);
        attachment.Finish("some", 0.1);
        peft.SetAdapter("some");
        var total = whole.Sum(w => w.numel());
        Assert.Equal((long)(0.1 * total), peft.TrainableParameters().Trainable);
        var threshold = cat([.. whole.Select(w => w.reshape(-1).abs())]).topk((int)(0.1 * total)).values.min();
        peft.Merge();
        foreach (var (site, layer, _) in ((LayerAttachment)peft.Attached("some")).Sites)
        {
            var change = whole[attachment.Sites.ToList().FindIndex(s => s.Site.Module == site.Module)];
            var expected = layer.BaseWeight + (change * (change.abs() >= threshold));
            Assert.True(Distance(expected, layer.View.Weight) < 1e-6);
        }

        Assert.Throws<ArgumentException>(() => attachment.Finish("none", 0));
    }

    [Fact]
    public void Gates_of_diff_pruning_are_drawn_in_training_and_fixed_in_evaluation()
    {
        var peft = PeftModel.Wrap(Bert(), new DiffPruningConfig { TargetModules = new[] { "query" }, AlphaStart = 0, Penalty = 0.01 });
        var adapter = (DiffPruningAdapter)((LayerAttachment)peft.Attached("default")).Sites[0].Adapter;
        peft.train();
        Assert.True(Distance(adapter.Gate(), adapter.Gate()) > 0.1);
        var loss = peft.call(Batch()).Loss!.ToDouble();
        peft.eval();
        Assert.Equal(0, Distance(adapter.Gate(), adapter.Gate()));
        Assert.InRange(adapter.Gate().min().ToDouble(), 0, 1);
        var count = peft.NamedTrainable().Where(p => p.Name.EndsWith("alpha", StringComparison.Ordinal)).Sum(p => p.Parameter.numel());
        Assert.Equal(peft.call(Batch()).Loss!.ToDouble() + (0.01 * 0.5 * count), loss, 3);
        Assert.Equal(10, peft.Attached("default").RateOf("x.alpha"));
        Assert.Equal(1, peft.Attached("default").RateOf("x.delta"));
    }

    private static List<SpielAdapter> Adapters(PeftModel peft) =>
        [.. ((LayerAttachment)peft.Attached("default")).Sites.Select(s => s.Adapter).OfType<SpielAdapter>()];

    private static Tensor Of(SpielAdapter adapter, string name) => adapter.State.First(s => s.Suffix == name).Tensor;

    // The gradient of the whole weight: that of a difference at every place.
    private static Tensor DenseGradient(PeftModel peft, SpielAdapter adapter)
    {
        peft.zero_grad();
        peft.call(Batch()).Loss!.backward();
        return adapter.Probe!.grad!.clone();
    }
}
