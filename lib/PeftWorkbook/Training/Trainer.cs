using System.Diagnostics;
using PeftWorkbook.Engine;
using PeftWorkbook.Models;
using PeftWorkbook.Peft;
using PeftWorkbook.Training.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Training;

/// <summary>
/// Trains what requires a gradient of a model: an adapter, or a whole model. The optimiser lives as long as this object, so a second
/// <see cref="Train"/> goes on where the first ended, with a schedule of its own.
/// <code>
/// var trainer = new Trainer(peft, new TrainerSettings { Epochs = 2, LearningRate = 5e-4 });
/// trainer.StepDone += s => chart.Add(s.Step, s.Loss);
/// var result = trainer.Train(train, dev);
/// </code>
/// </summary>
public sealed class Trainer : IDisposable
{
    private readonly TrainedParameters _trained;
    private readonly List<Parameter> _optimized;
    private readonly double[] _rates;

    /// <summary>Prepares the training of the parameters that require a gradient now.</summary>
    /// <param name="model">A model or a model with adapters.</param>
    /// <param name="settings">The settings.</param>
    /// <exception cref="ArgumentException">Nothing requires a gradient, or a setting makes no sense.</exception>
    public Trainer(Module<ModelInput, ModelOutput> model, TrainerSettings settings)
    {
        settings.Check();
        (Model, Settings, _trained) = (model, settings, new(model));
        if (_trained.Count == 0)
        {
            throw new ArgumentException(
                "Nothing of the model requires a gradient: set an adapter, or train the model itself.", nameof(model));
        }

        IReadOnlyList<ParameterGroup> groups = settings.LoraPlus is { } plus
            ? [.. plus.Groups(_trained.Optimized, settings.LearningRate, settings.WeightDecay).Where(g => g.Parameters.Count > 0)]
            : _trained.Groups(settings.LearningRate, settings.WeightDecay);
        _optimized = [.. _trained.Optimized.Select(p => p.Parameter)];
        _rates = [.. groups.Select(g => g.LearningRate)];
        var usual = new AdamWSettings(settings.Beta1, settings.Beta2, settings.Epsilon);
        Optimizer = (settings.Optimizer ?? (model as PeftModel)?.Optimizer(usual) ?? usual).Create(groups);
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

    /// <summary>The optimiser.</summary>
    public OptimizerHelper Optimizer { get; }

    /// <summary>How many steps the optimiser has taken, in all calls.</summary>
    internal int StepsTaken { get; set; }

    /// <summary>The model that is trained.</summary>
    internal Module<ModelInput, ModelOutput> Model { get; }

    /// <summary>What is trained, in the optimiser's precision.</summary>
    internal TrainedParameters Trained => _trained;

    /// <summary>Trains. The model is in evaluation mode afterwards, whatever happens.</summary>
    /// <param name="train">The examples.</param>
    /// <param name="dev">What is evaluated on; null evaluates nothing.</param>
    /// <param name="cancellation">Ends the training between two steps; so does <see cref="Interrupt"/>'s token.</param>
    /// <exception cref="OperationCanceledException">The training was ended; the model keeps what it has learnt.</exception>
    /// <exception cref="InvalidOperationException">
    /// The loss or the gradient is not a number: the message names step, examples and last good checkpoint, and the model is as it was
    /// before that step.
    /// </exception>
    /// <exception cref="InvalidDataException">The checkpoint to go on from is of another training.</exception>
    public TrainingResult Train(IReadOnlyList<Example> train, IReadOnlyList<Example>? dev = null, CancellationToken cancellation = default)
    {
        if (train.Count == 0)
        {
            throw new ArgumentException("There are no examples to train on.", nameof(train));
        }

        try
        {
            using var run = new TrainingRun(this, train, dev);
            return run.Go(cancellation);
        }
        finally
        {
            Model.eval();
        }
    }

    /// <summary>One step of the optimiser on one batch.</summary>
    /// <param name="batch">A batch with labels.</param>
    /// <param name="learningRate">The learning rate of this step; with LoRA+ that of A.</param>
    /// <returns>The loss before the step, and the norm of the gradient before clipping.</returns>
    /// <exception cref="InvalidOperationException">The loss or the gradient is not a number; no parameter was changed.</exception>
    public (double Loss, double GradientNorm) Step(ModelInput batch, double learningRate) => Step([(batch, 1)], learningRate, () => "");

    /// <summary>Scores a data set without training on it.</summary>
    /// <param name="examples">The examples.</param>
    /// <param name="step">What the result shall say when this was.</param>
    /// <param name="cancellation">Ends it between two batches.</param>
    public Evaluation Evaluate(IReadOnlyList<Example> examples, int step = 0, CancellationToken cancellation = default)
    {
        var scores = Evaluator.Run(Model, examples, Settings.EvaluationBatchSize, PaddingId, IsRegression, cancellation);
        var evaluation = scores with { Step = step };
        Evaluated?.Invoke(evaluation);
        return evaluation;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Optimizer.Dispose();
        _trained.Dispose();
    }

    /// <summary>One step on the rows of a data set, in as many parts as the settings say.</summary>
    internal TrainingStep TimedStep(TrainingPlan plan, int done, int[] rows, Func<string> place)
    {
        using var scope = NewDisposeScope();
        var clock = Stopwatch.StartNew();
        manual_seed(unchecked((Settings.Seed * 1_000_003) + done));     // a resumed step draws what it would have drawn
        var rate = Settings.LearningRate * Settings.Schedule(done, plan.Steps);
        var (device, length) = (Evaluator.DeviceOf(Model), plan.Length(rows));    // one for all parts: few shapes
        var tokens = 0L;
        var parts = plan.Parts(rows).Select(part =>
        {
            var batch = Batches.Collate(plan.Examples, part.Rows, PaddingId, IsRegression, device, length);
            tokens += batch.InputIds!.numel();
            return (batch, part.Share);
        });
        var (loss, norm) = Step(parts, rate, place);
        var epoch = (double)(done + 1) / plan.StepsAnEpoch;
        return new(done + 1, plan.Steps, epoch, loss, norm, rate, clock.Elapsed.TotalSeconds, tokens);
    }

    /// <summary>Tells those who listen.</summary>
    internal void Tell(TrainingStep step) => StepDone?.Invoke(step);

    private (double Loss, double GradientNorm) Step(
        IEnumerable<(ModelInput Batch, double Share)> parts, double learningRate, Func<string> place)
    {
        using var scope = NewDisposeScope();
        Model.train();
        Model.zero_grad();
        var loss = 0.0;
        foreach (var (batch, share) in parts)
        {
            loss += share * Accumulate(batch, share, place);
        }

        var adapters = Model as PeftModel;
        adapters?.BeforeStep();
        _trained.GatherGradients();
        var norm = Settings.Clipping.Apply(_optimized);
        if (!double.IsFinite(norm))
        {
            throw new InvalidOperationException(
                $"The gradient's norm is {norm}{place()}: lower the learning rate, or look for damaged data. No parameter was changed.");
        }

        var factor = Settings.LearningRate == 0 ? 0 : learningRate / Settings.LearningRate;
        foreach (var (group, rate) in Optimizer.ParamGroups.Zip(_rates))
        {
            group.LearningRate = rate * factor;
        }

        Optimizer.step();
        _trained.Publish();
        adapters?.AfterStep(StepsTaken);
        adapters?.Restart(Optimizer, _trained.Held);
        _trained.Adopt();
        OptimizerMemory.Forget(Optimizer, adapters?.TakeReset() ?? OptimizerReset.Nothing);
        StepsTaken++;
        return (loss, norm);
    }

    // Adds the gradient of one part of a batch.
    private double Accumulate(ModelInput batch, double share, Func<string> place)
    {
        using var scope = NewDisposeScope();
        using var tape = Settings.GradientCheckpointing ? ActivationCheckpoint.Open() : null;
        var loss = Model.call(batch).Loss ?? throw new ArgumentException("The batch has no labels.", nameof(batch));
        if ((Model as Peft.PeftModel)?.Regularisation() is { } added)
        {
            loss = loss + added;
        }

        var value = loss.ToDouble();
        if (!double.IsFinite(value))
        {
            throw new InvalidOperationException(
                $"The loss is {value}{place()}: lower the learning rate, or look for damaged data. No parameter was changed.");
        }

        var weighted = share == 1 ? loss : loss * share;
        if (tape is null)
        {
            weighted.backward();
        }
        else
        {
            tape.Backward(weighted);
        }

        return value;
    }
}
