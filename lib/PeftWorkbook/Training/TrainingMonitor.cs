using PeftWorkbook.Plots;

namespace PeftWorkbook.Training;

/// <summary>
/// Shows a training while it runs: a bar that fills, and a chart of the loss and of what evaluations say.
/// <code>
/// using (TrainingMonitor.Of(trainer, "LoRA on SST-2")) trainer.Train(train, dev);
/// </code>
/// </summary>
public sealed class TrainingMonitor : IDisposable
{
    private readonly Trainer _trainer;
    private readonly string _title;
    private readonly LiveChart? _chart;
    private ProgressBar? _bar;

    private TrainingMonitor(Trainer trainer, string title, bool withChart)
    {
        (_trainer, _title) = (trainer, title);
        _chart = withChart ? new(title) : null;
        trainer.StepDone += Show;
        trainer.Evaluated += Show;
    }

    /// <summary>Shows what the trainer does until the result is disposed.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="title">What is trained.</param>
    /// <param name="withChart">Whether there is a chart beside the bar.</param>
    public static TrainingMonitor Of(Trainer trainer, string title, bool withChart = true) => new(trainer, title, withChart);

    /// <inheritdoc/>
    public void Dispose()
    {
        _trainer.StepDone -= Show;
        _trainer.Evaluated -= Show;
        _chart?.Done();
        _bar?.Done();
    }

    private void Show(TrainingStep step)
    {
        _bar ??= Progress.Bar(step.Steps, _title);
        _bar.Set(step.Step, FormattableString.Invariant($"loss {step.Loss:F4}"));
        _chart?.Add(step.Step, step.Loss);
    }

    private void Show(Evaluation evaluation)
    {
        _chart?.Add(evaluation.Step, evaluation.Loss, "loss of the development set");
        if (evaluation.Accuracy is { } accuracy)
        {
            _chart?.Add(evaluation.Step, accuracy, "accuracy");
        }
    }
}
