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
    /// <summary>The share of right classes, or of right tokens.</summary>
    public double? Accuracy { get; init; }

    /// <summary>F1 of class 1, for two classes; the mean F1 for more.</summary>
    public double? F1 { get; init; }

    /// <summary>Matthews' correlation.</summary>
    public double? Mcc { get; init; }

    /// <summary>Pearson's correlation of a regression; NaN where all answers are the same.</summary>
    public double? Pearson { get; init; }

    /// <summary>Spearman's correlation of a regression; NaN where all answers are the same.</summary>
    public double? Spearman { get; init; }

    /// <summary>The exponential of the loss of a token, over all tokens.</summary>
    public double? Perplexity { get; init; }

    /// <summary>The share of examples of which every token asked is the most probable one, those before it given.</summary>
    public double? ExactMatch { get; init; }

    /// <summary>
    /// A score by name: <c>loss</c>, <c>accuracy</c>, <c>f1</c>, <c>mcc</c>, <c>pearson</c>, <c>spearman</c>, <c>perplexity</c>,
    /// <c>exact_match</c>.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such score, or the task has none.</exception>
    public double Score(string name) => name switch
    {
        "loss" => Loss,
        "accuracy" => Accuracy,
        "f1" => F1,
        "mcc" => Mcc,
        "pearson" => Pearson,
        "spearman" => Spearman,
        "perplexity" => Perplexity,
        "exact_match" => ExactMatch,
        _ => null,
    } ?? throw new ArgumentException(
        $"This task has no score '{name}'; there are loss, accuracy, f1, mcc (classes), pearson, spearman (numbers), perplexity and " +
        "exact_match (tokens).", nameof(name));

    /// <summary>Whether less of a score is better.</summary>
    internal static bool IsCost(string name) => name is "loss" or "perplexity";

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"loss {Loss:F4}{Show("accuracy", Accuracy)}{Show("F1", F1)}{Show("MCC", Mcc)}{Show("Pearson", Pearson)}" +
        $"{Show("Spearman", Spearman)}{Show("perplexity", Perplexity)}{Show("exact match", ExactMatch)} on {Count}");

    private static string Show(string name, double? value) =>
        value is { } v ? string.Create(CultureInfo.InvariantCulture, $", {name} {v:F4}") : "";
}

/// <summary>A finished training.</summary>
/// <param name="Steps">Every step, those before a resumed checkpoint too.</param>
/// <param name="Evaluations">Every evaluation, the last at the end; empty where no data to evaluate was given.</param>
/// <param name="Seconds">The time this call took, evaluations included.</param>
public sealed record TrainingResult(IReadOnlyList<TrainingStep> Steps, IReadOnlyList<Evaluation> Evaluations, double Seconds)
{
    /// <summary>The last evaluation.</summary>
    public Evaluation? Final => Evaluations.LastOrDefault();

    /// <summary>Whether it ended before all steps because nothing got better.</summary>
    public bool StoppedEarly { get; init; }

    /// <summary>The step of the checkpoint that it went on from; 0 where it began anew.</summary>
    public int ResumedFrom { get; init; }
}
