using System.Diagnostics;
using System.Globalization;
using PeftWorkbook.Training;
using static PeftWorkbook.Tests.Training.TinyTask;

namespace PeftWorkbook.Tests.Training;

/// <summary>A training in a process of its own that is killed at moments of chance.</summary>
public sealed class CrashTests
{
    private const string FolderVariable = "WORKBOOK_CRASH_FOLDER", Mark = "trained-step ";
    private const int Steps = 60, Kills = 5;

    /// <summary>What the process does: no test of its own.</summary>
    [Fact(Explicit = true)]
    public void Child()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { } folder)
        {
            Train(folder, s => Console.WriteLine(Mark + s.Step.ToString(CultureInfo.InvariantCulture)));
        }
    }

    [Fact]
    public void Killed_at_any_moment_it_ends_at_the_same_bytes()
    {
        var root = Directory.CreateTempSubdirectory("crash-").FullName;
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        try
        {
            var (whole, broken) = (Path.Combine(root, "whole"), Path.Combine(root, "broken"));
            Train(whole, _ => { });
            List<(int First, int Last)> runs = [];
            for (var reached = 0; runs.Count < Kills || reached < Steps;)
            {
                int? target = runs.Count < Kills ? random.Next(reached + 1, reached + 1 + ((Steps - reached) / 3)) : null;
                runs.Add(RunChild(broken, target));
                reached = runs[^1].Last;
                Assert.True(runs.Count < 3 * Kills, $"it does not get on: {string.Join(" ", runs)}");
            }

            TestContext.Current.SendDiagnosticMessage("seed {0}: first and last steps of each process: {1}", seed, string.Join(" ", runs));
            Assert.Contains(runs, r => r.First > 1);
            foreach (var name in new[] { "adapter_model.safetensors", "adapter_config.json" })
            {
                var (expected, actual) = (Path.Combine(whole, "result", name), Path.Combine(broken, "result", name));
                Assert.True(
                    File.ReadAllBytes(expected).AsSpan().SequenceEqual(File.ReadAllBytes(actual)),
                    $"{name} differs; the chance was seeded with {seed}, the runs were {string.Join(" ", runs)}");
            }
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static void Train(string folder, Action<TrainingStep> onStep)
    {
        using var peft = Dropping();
        var settings = new TrainerSettings
        {
            MaxSteps = Steps,
            BatchSize = 16,
            LearningRate = 1e-2,
            Seed = 5,
            Checkpoints = new(Path.Combine(folder, "checkpoints"), Every: 2),
        };
        using var trainer = new Trainer(peft, settings);
        trainer.StepDone += onStep;
        trainer.Train(Examples(0));
        peft.Save(Path.Combine(folder, "result"));
    }

    // Runs until the process ends, or until a moment after the step. The first and the last step that it told of.
    private static (int First, int Last) RunChild(string folder, int? killAfter)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in new[]
        {
            "exec", typeof(CrashTests).Assembly.Location, "-noLogo", "-explicit", "only",
            "-method", $"{typeof(CrashTests).FullName}.{nameof(Child)}",
        })
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[FolderVariable] = folder;
        using var process = Process.Start(start)!;
        var (first, last, rest) = (0, 0, new List<string>());
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (!line.StartsWith(Mark, StringComparison.Ordinal))
            {
                rest.Add(line);
                continue;
            }

            last = int.Parse(line[Mark.Length..], CultureInfo.InvariantCulture);
            first = first == 0 ? last : first;
            if (last == killAfter)
            {
                process.Kill();     // SIGKILL: it may be in the next step, or in the midst of writing
            }
        }

        process.WaitForExit();
        Assert.True(killAfter is not null || process.ExitCode == 0, $"the process failed:\n{string.Join('\n', rest)}");
        return (first, last);
    }
}
