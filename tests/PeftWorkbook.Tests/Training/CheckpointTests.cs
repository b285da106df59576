using PeftWorkbook.Peft;
using PeftWorkbook.Training;
using PeftWorkbook.Training.Optimizers;
using static PeftWorkbook.Tests.Training.TinyTask;

namespace PeftWorkbook.Tests.Training;

public sealed class CheckpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("checkpoints-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<OptimizerSettings> Optimizers =>
        [new AdamWSettings(AmsGrad: true), new SgdSettings(Momentum: 0.9), new AdafactorSettings(Beta1: 0.9), new RmsPropSettings()];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Cut_off_anywhere_it_ends_at_the_same_bits(OptimizerSettings optimizer)
    {
        var settings = Settings() with { Optimizer = optimizer, AccumulationSteps = 2 };
        var whole = Train(settings with { Checkpoints = null }, stopAfter: null, out _);
        foreach (var stop in new[] { 1, 4, 7, 11 })
        {
            Train(settings, stop, out _);
        }

        var resumed = Train(settings, stopAfter: null, out var result);
        Assert.Equal(whole, resumed);
        Assert.Equal(10, result!.ResumedFrom);
        Assert.Equal(Enumerable.Range(1, 20), result.Steps.Select(s => s.Step));
    }

    [Fact]
    public void A_finished_training_is_loaded_and_not_repeated()
    {
        var first = Train(Settings(), null, out _);
        var second = Train(Settings(), null, out var result);
        Assert.Equal(first, second);
        Assert.Equal(20, result!.ResumedFrom);
        var kept = Directory.GetDirectories(_folder).Select(f => Path.GetFileName(f)).Order();
        Assert.Equal(["checkpoint-000018", "checkpoint-000020"], kept);
    }

    [Fact]
    public void A_damaged_checkpoint_gives_way_to_the_one_before()
    {
        Train(Settings(), stopAfter: 9, out _);
        var file = Path.Combine(_folder, "checkpoint-000008", "optimizer.bin");
        var bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);
        var whole = Train(Settings() with { Checkpoints = null }, null, out _);
        Assert.Equal(whole, Train(Settings(), null, out var result));
        Assert.Equal(6, result!.ResumedFrom);
    }

    [Fact]
    public void A_checkpoint_of_other_data_or_settings_is_refused_in_one_sentence()
    {
        Train(Settings(), stopAfter: 5, out _);
        var fault = Assert.Throws<InvalidDataException>(() => Train(Settings() with { Seed = 8 }, null, out _));
        Assert.Contains("checkpoint-000004", fault.Message, StringComparison.Ordinal);
        Train(Settings() with { Seed = 8, Checkpoints = Settings().Checkpoints! with { Resume = false } }, null, out var anew);
        Assert.Equal(0, anew!.ResumedFrom);
    }

    [Fact]
    public void The_adapter_of_a_checkpoint_can_be_used_as_it_is()
    {
        var weights = Train(Settings(), null, out _);
        using var loaded = PeftModel.Load(Model(), Path.Combine(_folder, "checkpoint-000020", "adapter"), isTrainable: true);
        Assert.Equal(weights, Weights(loaded));
    }

    [Fact]
    public void The_log_has_every_step_once_and_every_evaluation()
    {
        var settings = Settings() with { LogFile = Path.Combine(_folder, "log.jsonl"), EvaluateEvery = 5 };
        Train(settings, stopAfter: 9, out _, Examples(1, 30));
        Train(settings, null, out _, Examples(1, 30));
        var lines = File.ReadAllLines(settings.LogFile).Select(l => System.Text.Json.Nodes.JsonNode.Parse(l)!).ToList();
        Assert.Equal(Enumerable.Range(1, 20), lines.Where(l => (string)l["kind"]! == "step").Select(l => (int)l["step"]!));
        Assert.Equal([5, 10, 15, 20], lines.Where(l => (string)l["kind"]! == "evaluation").Select(l => (int)l["step"]!));
        Assert.All(lines.Where(l => (string)l["kind"]! == "step"), l => Assert.True((double)l["loss"]! > 0));
    }

    [Fact]
    public void A_loss_that_is_no_number_names_step_examples_and_checkpoint()
    {
        using var peft = Dropping();
        using var trainer = new Trainer(peft, Settings());
        var before = Array.Empty<float>();
        trainer.StepDone += s =>
        {
            if (s.Step == 7)
            {
                using var _ = TorchSharp.torch.no_grad();
                peft.NamedTrainable().First().Parameter.fill_(double.NaN);
                before = Weights(peft);
            }
        };
        var fault = Assert.Throws<InvalidOperationException>(() => trainer.Train(Examples(0), cancellation: Token));
        Assert.Contains("The loss is NaN at step 8 of 20, on the examples ", fault.Message, StringComparison.Ordinal);
        Assert.Contains("checkpoint-000006", fault.Message, StringComparison.Ordinal);
        Assert.Equal(before, Weights(peft));
    }

    private TrainerSettings Settings() => new()
    {
        MaxSteps = 20,
        BatchSize = 24,
        LearningRate = 1e-2,
        Seed = 3,
        Checkpoints = new(_folder, Every: 2),
    };

    private static float[] Train(TrainerSettings settings, int? stopAfter, out TrainingResult? result, Example[]? dev = null)
    {
        using var peft = Dropping();
        using var trainer = new Trainer(peft, settings);
        using var source = new CancellationTokenSource();
        trainer.StepDone += s =>
        {
            if (s.Step == stopAfter)
            {
                source.Cancel();
            }
        };
        try
        {
            result = trainer.Train(Examples(0), dev, source.Token);
        }
        catch (OperationCanceledException) when (stopAfter is not null)
        {
            result = null;
        }

        return Weights(peft);
    }
}
