using System.Diagnostics;
using PeftWorkbook.Engine;
using PeftWorkbook.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Training;

/// <summary>
/// Trains what requires a gradient of a model. The optimiser lives as long as this object, so a second <see cref="Train"/> goes
/// on where the first ended, with a schedule of its own.
/// <code>
/// var trainer = new Trainer(peft, new TrainerSettings { Epochs = 2, LearningRate = 5e-4 });
/// trainer.StepDone += s => chart.Add(s.Step, s.Loss);
/// var result = trainer.Train(train, dev);
/// </code>
/// </summary>
public sealed class Trainer : IDisposable
{
    private readonly Module<ModelInput, ModelOutput> _model;
    private readonly List<Parameter> _parameters;
    private readonly AdamW _optimizer;

    /// <summary>Prepares the training of the parameters that require a gradient now.</summary>
    /// <param name="model">A model or a model with adapters.</param>
    /// <param name="settings">The settings.</param>
    /// <exception cref="ArgumentException">Nothing requires a gradient.</exception>
    public Trainer(Module<ModelInput, ModelOutput> model, TrainerSettings settings)
    {
        (_model, Settings) = (model, settings);
        _parameters = [.. model.parameters().Where(p => p.requires_grad)];
        if (_parameters.Count == 0)
        {
            throw new ArgumentException("Nothing of the model requires a gradient: set an adapter, or train the model itself.", nameof(model));
        }

        _optimizer = optim.AdamW(
            _parameters, settings.LearningRate, settings.Beta1, settings.Beta2, settings.Epsilon, settings.WeightDecay);
    }

    /// <summary>Comes after every step.</summary>
    public event Action<TrainingStep>? StepDone;

    /// <summary>Comes after every evaluation.</summary>
    public event Action<Evaluation>? Evaluated;

    /// <summary>The settings.</summary>
    public TrainerSettings Settings { get; }

    /// <summary>The id that fills short rows of a batch.</summary>
    public int PaddingId { get; init; }

    /// <summary>Whether labels are numbers to be met and not classes.</summary>
    public bool IsRegression { get; init; }

    /// <summary>Trains. The model is in evaluation mode afterwards, whatever happens.</summary>
    /// <param name="train">The examples.</param>
    /// <param name="dev">What is evaluated on; null evaluates nothing.</param>
    /// <param name="cancellation">Ends the training between two steps; so does <see cref="Interrupt"/>'s token.</param>
    /// <exception cref="OperationCanceledException">The training was ended; the model keeps what it has learnt.</exception>
    /// <exception cref="InvalidOperationException">The loss is not a number.</exception>
    public TrainingResult Train(IReadOnlyList<Example> train, IReadOnlyList<Example>? dev = null, CancellationToken cancellation = default)
    {
        var perEpoch = (train.Count + Settings.BatchSize - 1) / Settings.BatchSize;
        var total = Settings.MaxSteps ?? (Settings.Epochs * perEpoch);
        var (steps, evaluations, clock) = (new List<TrainingStep>(), new List<Evaluation>(), Stopwatch.StartNew());
        manual_seed(Settings.Seed);
        try
        {
            foreach (var rows in Epochs(train).Take(total))
            {
                Interrupt.ThrowIfRequested(cancellation);
                steps.Add(TimedStep(train, rows, steps.Count, total, perEpoch));
                StepDone?.Invoke(steps[^1]);
                var isLast = steps.Count == total;
                if (dev is not null && (isLast || (Settings.EvaluateEvery > 0 && steps.Count % Settings.EvaluateEvery == 0)))
                {
                    evaluations.Add(Evaluate(dev, steps.Count, cancellation));
                }
            }
        }
        finally
        {
            _model.eval();
        }

        return new(steps, evaluations, clock.Elapsed.TotalSeconds);
    }

    /// <summary>One step of the optimiser on one batch.</summary>
    /// <param name="batch">A batch with labels.</param>
    /// <param name="learningRate">The learning rate of this step.</param>
    /// <returns>The loss before the step, and the norm of the gradient before clipping.</returns>
    /// <exception cref="InvalidOperationException">The loss is not a number; nothing was changed.</exception>
    public (double Loss, double GradientNorm) Step(ModelInput batch, double learningRate)
    {
        using var scope = NewDisposeScope();
        _model.train();
        foreach (var group in _optimizer.ParamGroups)
        {
            group.LearningRate = learningRate;
        }

        _model.zero_grad();
        var loss = _model.call(batch).Loss ?? throw new ArgumentException("The batch has no labels.", nameof(batch));
        if ((_model as Peft.PeftModel)?.Regularisation() is { } added)
        {
            loss = loss + added;
        }

        var value = loss.ToDouble();
        if (!double.IsFinite(value))
        {
            throw new InvalidOperationException($"The loss is {value}: lower the learning rate, or look for damaged data.");
        }

        loss.backward();
        var limit = Settings.MaxGradNorm > 0 ? Settings.MaxGradNorm : double.MaxValue;
        var norm = nn.utils.clip_grad_norm_(_parameters, limit);
        _optimizer.step();
        return (value, norm);
    }

    /// <summary>Scores a data set without training on it.</summary>
    /// <param name="examples">The examples.</param>
    /// <param name="step">What the result shall say when this was.</param>
    /// <param name="cancellation">Ends it between two batches.</param>
    public Evaluation Evaluate(IReadOnlyList<Example> examples, int step = 0, CancellationToken cancellation = default)
    {
        var evaluation = Evaluator.Run(_model, examples, Settings.EvaluationBatchSize, PaddingId, IsRegression, cancellation) with { Step = step };
        Evaluated?.Invoke(evaluation);
        return evaluation;
    }

    /// <inheritdoc/>
    public void Dispose() => _optimizer.Dispose();

    private IEnumerable<int[]> Epochs(IReadOnlyList<Example> train)
    {
        for (var epoch = 0; ; epoch++)
        {
            foreach (var batch in Batches.Shuffled(train, Settings.BatchSize, Settings.Seed, epoch))
            {
                yield return batch;
            }
        }
    }

    private TrainingStep TimedStep(IReadOnlyList<Example> train, int[] rows, int done, int total, int perEpoch)
    {
        using var scope = NewDisposeScope();
        var clock = Stopwatch.StartNew();
        var rate = Settings.LearningRate * Settings.Schedule(done, total);
        var batch = Batches.Collate(train, rows, PaddingId, IsRegression, _parameters[0].device);
        var (loss, norm) = Step(batch, rate);
        var tokens = batch.InputIds!.numel();
        return new(done + 1, total, (double)(done + 1) / perEpoch, loss, norm, rate, clock.Elapsed.TotalSeconds, tokens);
    }
}
