using System.Globalization;

namespace PeftWorkbook.Training;

/// <summary>One step, as it happened.</summary>
/// <param name="Step">Counted from 1.</param>
/// <param name="Steps">How many there will be.</param>
/// <param name="Epoch">How much of the data has been seen, in epochs.</param>
/// <param name="Loss">The batch's loss before the step.</param>
/// <param name="GradientNorm">The norm of the gradient before clipping.</param>
/// <param name="LearningRate">The step's learning rate.</param>
/// <param name="Seconds">The time it took.</param>
/// <param name="Tokens">The tokens of the batch, padding counted.</param>
public sealed record TrainingStep(
    int Step, int Steps, double Epoch, double Loss, double GradientNorm, double LearningRate, double Seconds, long Tokens);

/// <summary>Scores on a data set. What does not apply to the task is null.</summary>
/// <param name="Step">After how many steps.</param>
/// <param name="Loss">The mean loss.</param>
/// <param name="Count">The number of examples.</param>
public sealed record Evaluation(int Step, double Loss, int Count)
{
    /// <summary>The share of right classes.</summary>
    public double? Accuracy { get; init; }

    /// <summary>F1 of class 1, for two classes; the mean F1 for more.</summary>
    public double? F1 { get; init; }

    /// <summary>Matthews' correlation.</summary>
    public double? Mcc { get; init; }

    /// <summary>Pearson's correlation of a regression.</summary>
    public double? Pearson { get; init; }

    /// <summary>Spearman's correlation of a regression.</summary>
    public double? Spearman { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"loss {Loss:F4}{Show("accuracy", Accuracy)}{Show("F1", F1)}{Show("MCC", Mcc)}{Show("Pearson", Pearson)}{Show("Spearman", Spearman)} on {Count}");

    private static string Show(string name, double? value) =>
        value is { } v ? string.Create(CultureInfo.InvariantCulture, $", {name} {v:F4}") : "";
}

/// <summary>A finished training.</summary>
/// <param name="Steps">Every step.</param>
/// <param name="Evaluations">Every evaluation, the last at the end; empty where no data to evaluate was given.</param>
/// <param name="Seconds">The time it took, evaluations included.</param>
public sealed record TrainingResult(IReadOnlyList<TrainingStep> Steps, IReadOnlyList<Evaluation> Evaluations, double Seconds)
{
    /// <summary>The last evaluation.</summary>
    public Evaluation? Final => Evaluations.LastOrDefault();
}
