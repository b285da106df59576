using System.Diagnostics;
using System.Globalization;
using PeftWorkbook.Engine;
using PeftWorkbook.Hub;
using PeftWorkbook.Models;
using PeftWorkbook.Peft.Reparameterized;
using PeftWorkbook.Training;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>
/// One epoch of LoRA r=8 on SST-2 with MiniLM, in a process of its own (so that its memory is its own): sentences a second, accuracy,
/// peak memory, and the sum of the bare step times of its batches' shapes.
/// </summary>
internal static class Sst2Run
{
    internal const string Argument = "--sst2-run";

    private const int BatchSize = 32;

    /// <summary>What the process found.</summary>
    internal sealed record Figures(double Sentences, double Seconds, double BareSeconds, double Accuracy, double PeakMegabytes)
    {
        internal double Rate => Sentences / Seconds;
    }

    /// <summary>Runs the process; null where SST-2 or MiniLM is not here.</summary>
    internal static Figures? InProcess()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet")
        {
            start.ArgumentList.Add(typeof(Sst2Run).Assembly.Location);
        }

        start.ArgumentList.Add(Argument);
        using var process = Process.Start(start)!;
        var line = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault();
        process.WaitForExit();
        var numbers = process.ExitCode == 0 ? line?.Split(' ').Select(w => double.Parse(w, CultureInfo.InvariantCulture)).ToArray() : null;
        return numbers is [var n, var s, var b, var a, var m]
            ? new(n, s, b, a, m)
            : null;
    }

    /// <summary>What the process does.</summary>
    internal static int Run()
    {
        var task = GlueTask.Named("SST-2");
        var folder = Hub.ResolveDataset("glue/SST-2");
        using var classifier = TextClassifier.Load("sentence-transformers/all-MiniLM-L6-v2", maxLength: 128);
        classifier.Adapt(new LoraConfig(Rank: 8, Alpha: 16, TargetModules: ["query", "value"]));
        var train = classifier.Encoder.Encode(task.ReadTrain(folder));
        var settings = new TrainerSettings
        {
            Epochs = 1,
            BatchSize = BatchSize,
            LearningRate = 5e-3,
            WarmupRatio = 0.1,
            PadToMultipleOf = 4,
        };
        using var trainer = new Trainer(classifier.Peft!, settings) { PaddingId = classifier.Encoder.PaddingId };
        var seconds = trainer.Train(train).Seconds;
        var accuracy = classifier.Evaluate(task.ReadDev(folder)).Accuracy!.Value;
        var peak = MemoryFigures.Now().PeakResidentBytes / 1e6;
        var bare = BareSeconds(trainer, train, settings);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{train.Count} {seconds} {bare} {accuracy} {peak}"));
        return 0;
    }

    // Each shape's median step, times how often the epoch has it.
    private static double BareSeconds(Trainer trainer, IReadOnlyList<Example> train, TrainerSettings settings)
    {
        var plan = new TrainingPlan(train, settings, predictsNext: false);
        var shapes = Batches.Shuffled(train, BatchSize, settings.Seed, 0).CountBy(rows => (rows.Length, plan.Length(rows)));
        return shapes.Sum(s => s.Value * StepSeconds(trainer, s.Key.Item1, s.Key.Item2));
    }

    private static double StepSeconds(Trainer trainer, int rows, int length)
    {
        using var scope = NewDisposeScope();
        var mask = ones(new long[] { rows, length }, ScalarType.Int64);
        mask[0, length - 1] = 0L;                    // batches are padded, and a mask costs an addition
        var batch = new ModelInput(randint(5, 30000, new long[] { rows, length }))
        {
            AttentionMask = mask,
            Labels = randint(0, 2, new long[] { rows }),
        };
        return Benchmark.Median(3, () => trainer.Step(batch, 1e-6)) / 1000;
    }
}
