using System.Globalization;
using System.Text;
using PeftWorkbook.Training;

namespace PeftWorkbook.Survey;

/// <summary>A task of the table, with the margin over the most frequent class that says that a method has learnt something.</summary>
/// <param name="Task">The task's name in GLUE.</param>
/// <param name="Margin">How far the accuracy must lie above the most frequent class's share.</param>
/// <param name="Epochs">How often the training set is seen.</param>
/// <param name="MaxLength">The most tokens of a text or pair.</param>
public sealed record GlueGoal(string Task, double Margin, int Epochs, int MaxLength);

/// <summary>A cell of the table.</summary>
/// <param name="Method">The method.</param>
/// <param name="Goal">The task.</param>
/// <param name="Majority">The share of the most frequent class of the development set.</param>
public sealed record GlueRow(GlueMethod Method, GlueGoal Goal, double Majority)
{
    /// <summary>The score; null where the method is missing or cannot run.</summary>
    public Evaluation? Score { get; init; }

    /// <summary>How many parameters were trained.</summary>
    public long Trained { get; init; }

    /// <summary>Training time in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Why there is no score.</summary>
    public string? Missing { get; init; }

    /// <summary>Whether the accuracy lies above the majority by the margin.</summary>
    public bool HasLearnt => Score?.Accuracy >= Majority + Goal.Margin;
}

/// <summary>
/// Every method of <see cref="GlueMethod.All"/> on real GLUE tasks, from one encoder, in one table. What is not registered is named as
/// missing.
/// </summary>
public static class GlueTable
{
    /// <summary>The tasks, with margins stated before anything was run.</summary>
    public static IReadOnlyList<GlueGoal> Goals { get; } = [new("SST-2", 0.15, 1, 64), new("MRPC", 0.02, 4, 96)];

    /// <summary>Runs one method on one task.</summary>
    /// <param name="method">The method.</param>
    /// <param name="goal">The task.</param>
    /// <param name="model">The encoder, as <c>Hub.Resolve</c> finds it.</param>
    /// <param name="cancellation">Ends it between two steps.</param>
    public static GlueRow Run(GlueMethod method, GlueGoal goal, string model, CancellationToken cancellation = default)
    {
        var task = GlueTask.Named(goal.Task);
        var folder = Hub.Hub.ResolveDataset($"glue/{task.Name}");
        var dev = task.ReadDev(folder);
        var row = new GlueRow(method, goal, dev.CountBy(t => t.Label).Max(c => c.Value) / (double)dev.Count);
        if (!method.IsFull && method.Registered is null)
        {
            return row with { Missing = $"not built yet ({string.Join(" or ", method.PeftTypes)} is not registered)" };
        }

        using var classifier = TextClassifier.Load(model, maxLength: goal.MaxLength);
        try
        {
            if (!method.IsFull)
            {
                classifier.Adapt(method.Config());
            }
        }
        catch (Exception e) when (e is ArgumentException or InvalidDataException or NotSupportedException or InvalidOperationException)
        {
            return row with { Missing = e.Message };
        }

        var settings = new TrainerSettings { Epochs = goal.Epochs, BatchSize = 32, LearningRate = method.LearningRate, WarmupRatio = 0.1 };
        var trained = classifier.Peft?.TrainableParameters().Trainable ?? classifier.Model.ParameterCount;
        var result = classifier.Train(task.ReadTrain(folder), dev, settings, cancellation: cancellation);
        return row with { Score = result.Final, Trained = trained, Seconds = result.Steps.Sum(s => s.Seconds) };
    }

    /// <summary>The table as Markdown.</summary>
    public static string Format(IEnumerable<GlueRow> rows)
    {
        var text = new StringBuilder();
        text.AppendLine("| method | task | trained | accuracy | F1 | MCC | majority + margin | learnt | s |");
        text.AppendLine("|---|---|--:|--:|--:|--:|--:|---|--:|");
        foreach (var row in rows)
        {
            text.AppendLine(Line(row));
        }

        return text.ToString();
    }

    private static string Line(GlueRow row)
    {
        var goal = string.Create(CultureInfo.InvariantCulture, $"{row.Majority:F3} + {row.Goal.Margin:F2}");
        return row.Score is { } score
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"| {row.Method.Name} | {row.Goal.Task} | {row.Trained:N0} | {score.Accuracy:F3} | {score.F1:F3} | {score.Mcc:F3} | " +
                $"{goal} | {(row.HasLearnt ? "yes" : "no")} | {row.Seconds:F0} |")
            : $"| {row.Method.Name} | {row.Goal.Task} | | | | | {goal} | {row.Missing} | |";
    }
}
