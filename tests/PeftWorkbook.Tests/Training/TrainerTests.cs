using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Reparameterized;
using PeftWorkbook.Training;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Training;

public sealed class TrainerTests : IDisposable
{
    private static readonly TrainerSettings s_settings = new() { Epochs = 6, LearningRate = 2e-2, BatchSize = 16, Seed = 3 };

    private readonly DisposeScope _scope = NewDisposeScope();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Lora_learns_and_leaves_the_base_bit_for_bit()
    {
        var model = Bert();
        var before = model.named_parameters().ToDictionary(p => p.name, p => p.parameter.clone());
        var peft = PeftModel.Wrap(model, Config());
        using var trainer = new Trainer(peft, s_settings);
        var start = trainer.Evaluate(Task(1), cancellation: Token);
        var result = trainer.Train(Task(0), Task(1), Token);
        Assert.True(result.Final!.Accuracy > 0.9 && start.Accuracy < 0.75, $"{start} -> {result.Final}");
        peft.Unload();
        Assert.All(model.named_parameters(), p => Assert.Equal(0, Distance(p.parameter, before[p.name])));
    }

    [Fact]
    public void A_seed_means_the_same_training()
    {
        Assert.Equal(Losses(s_settings), Losses(s_settings));
        Assert.NotEqual(Losses(s_settings), Losses(s_settings with { Seed = 4 }));
    }

    [Fact]
    public void A_token_ends_it_between_two_steps()
    {
        using var source = new CancellationTokenSource();
        using var trainer = new Trainer(PeftModel.Wrap(Bert(), Config()), s_settings);
        var steps = 0;
        trainer.StepDone += s =>
        {
            steps = s.Step;
            if (s.Step == 3)
            {
                source.Cancel();
            }
        };
        Assert.Throws<OperationCanceledException>(() => trainer.Train(Task(0), cancellation: source.Token));
        Assert.Equal(3, steps);
    }

    [Fact]
    public void The_ambient_interrupt_ends_it_too()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        using var trainer = new Trainer(PeftModel.Wrap(Bert(), Config()), s_settings);
        using (PeftWorkbook.Engine.Interrupt.Use(source.Token))
        {
            Assert.Throws<OperationCanceledException>(() => trainer.Train(Task(0), cancellation: Token));
        }

        Assert.NotEmpty(trainer.Train(Task(0)[..16], cancellation: Token).Steps);
    }

    [Fact]
    public void A_loss_that_is_no_number_stops_before_the_step()
    {
        var peft = PeftModel.Wrap(Bert(), Config());
        var a = peft.NamedTrainable().First().Parameter;
        using (no_grad())
        {
            a.fill_(double.NaN);
        }

        using var trainer = new Trainer(peft, s_settings);
        Assert.Throws<InvalidOperationException>(() => trainer.Train(Task(0), cancellation: Token));
    }

    [Fact]
    public void A_training_loop_holds_a_flat_number_of_tensors()
    {
        using var trainer = new Trainer(PeftModel.Wrap(Bert(), Config()), s_settings);
        var batch = Batch();
        trainer.Step(batch, 1e-3);
        var held = LiveTensors.Settled();
        for (var i = 0; i < 50; i++)
        {
            trainer.Step(batch, 1e-3);
        }

        Assert.Equal(held, LiveTensors.Settled());
    }

    [Fact]
    public void A_model_without_anything_to_train_is_refused()
    {
        var model = Bert();
        model.Freeze();
        Assert.Throws<ArgumentException>(() => new Trainer(model, s_settings));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 0.5)]
    [InlineData(10, 1)]
    [InlineData(55, 0.5)]
    [InlineData(100, 0)]
    public void The_schedule_rises_and_falls(int step, double share) =>
        Assert.Equal(share, (s_settings with { WarmupRatio = 0.1 }).Schedule(step, 100), 9);

    private static double[] Losses(TrainerSettings settings)
    {
        using var trainer = new Trainer(PeftModel.Wrap(Bert(), Config()), settings with { MaxSteps = 5 });
        return [.. trainer.Train(Task(0), cancellation: Token).Steps.Select(s => s.Loss)];
    }

    private static LoraConfig Config() => TinyTask.Lora();

    private static Example[] Task(int seed) => TinyTask.Examples(seed);
}
