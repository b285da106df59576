using PeftWorkbook.Peft.Reparameterized;
using PeftWorkbook.Training;

namespace PeftWorkbook.Tests.Training;

/// <summary>The encoder that lies in the repository, on its generated task: two classes, and 0.96 the best possible score.</summary>
public sealed class EmbeddedEncoderTests
{
    [Fact]
    public void Lora_takes_it_from_chance_to_a_useful_score()
    {
        var (task, folder) = (GlueTask.Named("SST-2"), PeftWorkbook.Hub.Hub.ResolveDataset("workbook/opinions"));
        var (train, dev) = (task.ReadTrain(folder), task.ReadDev(folder));
        Assert.Empty(train.Select(t => t.First).Intersect(dev.Select(t => t.First)));
        Assert.InRange(dev.Average(t => t.Label), 0.49, 0.51);
        using var classifier = TextClassifier.Load("workbook/tiny-bert");
        Assert.InRange(classifier.Evaluate(dev, cancellation: TestContext.Current.CancellationToken).Accuracy!.Value, 0.4, 0.6);
        classifier.Adapt(new LoraConfig(Rank: 8, Alpha: 16, TargetModules: ["query", "value"]));
        var settings = new TrainerSettings { MaxSteps = 100, BatchSize = 32, LearningRate = 5e-3 };
        var result = classifier.Train(train, dev, settings, cancellation: TestContext.Current.CancellationToken);
        TestContext.Current.SendDiagnosticMessage("{0} in {1:F1} s", result.Final!, result.Seconds);
        Assert.InRange(result.Final!.Accuracy!.Value, 0.85, 0.97);
    }
}
