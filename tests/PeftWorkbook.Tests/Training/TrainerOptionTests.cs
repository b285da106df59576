using PeftWorkbook.Engine;
using PeftWorkbook.Peft;
using PeftWorkbook.Training;
using PeftWorkbook.Training.Optimizers;
using PeftWorkbook.Training.Schedules;
using TorchSharp;
using static PeftWorkbook.Tests.Training.TinyTask;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Training;

public sealed class TrainerOptionTests : IDisposable
{
    private static readonly TrainerSettings s_settings = new() { MaxSteps = 12, BatchSize = 24, LearningRate = 1e-2, Seed = 3 };

    private readonly DisposeScope _scope = NewDisposeScope();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void A_batch_in_parts_gives_the_gradient_of_the_whole()
    {
        var whole = Losses(s_settings, PeftModel.Wrap(Model(), Lora()));
        var parts = Losses(s_settings with { AccumulationSteps = 5 }, PeftModel.Wrap(Model(), Lora()));
        Assert.All(whole.Zip(parts), p => Assert.Equal(p.First, p.Second, 1e-4));
    }

    [Fact]
    public void So_many_tokens_at_once_give_the_gradient_of_the_whole()
    {
        var whole = Losses(s_settings with { TokensAtOnce = int.MaxValue }, PeftModel.Wrap(Model(), Lora()));
        var parts = Losses(s_settings with { TokensAtOnce = 1 }, PeftModel.Wrap(Model(), Lora()));
        Assert.All(whole.Zip(parts), p => Assert.Equal(p.First, p.Second, 1e-4));
    }

    [Fact]
    public void A_language_models_parts_count_by_their_tokens()
    {
        var whole = Losses(s_settings with { BatchSize = 6 }, Stories(), Texts());
        var parts = Losses(s_settings with { BatchSize = 6, AccumulationSteps = 3 }, Stories(), Texts());
        Assert.All(whole.Zip(parts), p => Assert.Equal(p.First, p.Second, 1e-4));
    }

    [Fact]
    public void A_layer_computed_again_drops_the_same_and_gives_the_same_bits()
    {
        Assert.Equal(Losses(s_settings, Dropping()), Losses(s_settings with { GradientCheckpointing = true }, Dropping()));
    }

    [Fact]
    public void Only_layers_from_the_lowest_adapter_on_are_computed_again()
    {
        var model = Model();
        using var peft = PeftModel.Wrap(model, Lora() with { LayersToTransform = [1] });
        using var tape = ActivationCheckpoint.Open();
        peft.train();
        var loss = peft.call(TinyModels.Batch()).Loss!;
        Assert.Equal(1, tape.Segments);
        tape.Backward(loss);
        Assert.All(peft.NamedTrainable(), p => Assert.NotNull(p.Parameter.grad));
    }

    [Fact]
    public void B_learns_faster_than_A()
    {
        using var trainer = new Trainer(PeftModel.Wrap(Model(), Lora()), s_settings with { LoraPlus = new(Ratio: 8) });
        trainer.Step(TinyModels.Batch(), 1e-3);
        Assert.Equal([1e-3, 8e-3, 8e-3], trainer.Optimizer.ParamGroups.Select(g => Math.Round(g.LearningRate, 9)));
    }

    [Fact]
    public void It_stops_when_nothing_gets_better()
    {
        using var trainer = new Trainer(PeftModel.Wrap(Model(), Lora()), s_settings with
        {
            MaxSteps = 400,
            LearningRate = 0,
            EvaluateEvery = 2,
            EarlyStopping = new(Patience: 3, Metric: "accuracy"),
        });
        var result = trainer.Train(Examples(0), Examples(1, 30), Token);
        Assert.Equal((true, 8, 4), (result.StoppedEarly, result.Steps.Count, result.Evaluations.Count));
        Assert.Throws<ArgumentException>(() => new Trainer(trainer.Model, s_settings with { EarlyStopping = new() }));
    }

    [Fact]
    public void A_score_that_the_task_lacks_is_named()
    {
        var scores = new Evaluation(0, 1, 3) { Accuracy = 0.5 };
        Assert.Equal(0.5, scores.Score("accuracy"));
        Assert.Throws<ArgumentException>(() => scores.Score("pearson"));
    }

    [Fact]
    public void A_half_precision_model_learns_small_steps()
    {
        var model = Model();
        model.to(ScalarType.BFloat16);
        using var peft = PeftModel.Wrap(model, Lora());
        using var trainer = new Trainer(peft, s_settings with { MaxSteps = 120, LearningRate = 5e-3 });
        var start = trainer.Evaluate(Examples(1, 60), cancellation: Token).Loss;
        var end = trainer.Train(Examples(0), Examples(1, 60), Token).Final!.Loss;
        Assert.True(end < 0.6 * start, $"{start} -> {end}");
        Assert.All(peft.NamedTrainable(), p => Assert.Equal(ScalarType.BFloat16, p.Parameter.dtype));
        Assert.All(trainer.Trained.Optimized, p => Assert.Equal(ScalarType.Float32, p.Parameter.dtype));
    }

    [Fact]
    public void A_language_model_learns_texts_and_says_its_perplexity()
    {
        using var trainer = new Trainer(Stories(), s_settings with { MaxSteps = 80, BatchSize = 6, Curve = new CosineSchedule() });
        var start = trainer.Evaluate(Texts(), cancellation: Token);
        var end = trainer.Train(Texts(), Texts(), Token).Final!;
        Assert.Equal(Math.Exp(start.Loss), start.Perplexity!.Value, 1e-9);
        Assert.True(end.Perplexity < 0.5 * start.Perplexity && end.ExactMatch >= start.ExactMatch, $"{start} -> {end}");
    }

    [Fact]
    public void The_whole_model_can_be_trained()
    {
        var model = Model();
        using var trainer = new Trainer(model, s_settings with { Optimizer = new TorchAdafactorSettings(), WeightDecay = 0.01 });
        Assert.Equal(model.parameters().Count(), trainer.Trained.Count);
        var losses = trainer.Train(Examples(0), cancellation: Token).Steps.Select(s => s.Loss).ToList();
        Assert.True(losses[^1] < losses[0], string.Join(" ", losses));
    }

    private static double[] Losses(TrainerSettings settings, PeftModel peft, Example[]? data = null)
    {
        using var trainer = new Trainer(peft, settings);
        return [.. trainer.Train(data ?? Examples(0), cancellation: Token).Steps.Select(s => s.Loss)];
    }

    private static PeftModel Stories() => PeftModel.Wrap(TinyModels.Llama(), Lora() with { TaskType = "CAUSAL_LM" });

    // Texts that count up from a word; the first word is given.
    private static Example[] Texts() =>
    [
        .. Enumerable.Range(0, 24)
            .Select(i => Enumerable.Range(0, 5 + (i % 4)).Select(j => 1 + ((i + j) % 30)))
            .Select(ids => Example.Text([.. ids], prompt: 1)),
    ];
}
