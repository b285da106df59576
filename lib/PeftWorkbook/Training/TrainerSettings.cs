using PeftWorkbook.Training.Optimizers;
using PeftWorkbook.Training.Schedules;

namespace PeftWorkbook.Training;

/// <summary>
/// How a model is trained; by default by AdamW (arXiv 1711.05101) with a linear warm-up and a linear decay to zero. A model that
/// was loaded in bfloat16 or half precision is trained with a float32 copy of what is trained.
/// </summary>
public sealed record TrainerSettings
{
    /// <summary>How often every example is seen.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>
    /// Ends the training after so many steps, and means as many epochs as that needs; null leaves it to <see cref="Epochs"/>.
    /// </summary>
    public int? MaxSteps { get; init; }

    /// <summary>Examples a step.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>
    /// In how many parts a step's batch is computed: the memory of one part, and the same gradient but for rounding. A batch of
    /// fewer examples has fewer parts.
    /// </summary>
    public int AccumulationSteps { get; init; } = 1;

    /// <summary>
    /// How many tokens, padding included, go through the model at once: a longer batch is computed in more parts, as
    /// <see cref="AccumulationSteps"/> does it. Null takes 1,024 on a CPU, which more tokens at once do not make faster, and sets no limit
    /// elsewhere.
    /// </summary>
    public int? TokensAtOnce { get; init; }

    /// <summary>
    /// Keeps only the input of each transformer layer and computes the layer again in the backward pass: less memory, a third more
    /// time, the same gradient.
    /// </summary>
    public bool GradientCheckpointing { get; init; }

    /// <summary>
    /// Pads each batch to a multiple of this length, never beyond the longest example: fewer shapes, for which kernels are made once
    /// each, at the price of some padding.
    /// </summary>
    public int PadToMultipleOf { get; init; } = 1;

    /// <summary>Examples a batch in evaluation, where no gradients are kept.</summary>
    public int EvaluationBatchSize { get; init; } = 64;

    /// <summary>The highest learning rate.</summary>
    public double LearningRate { get; init; } = 5e-4;

    /// <summary>The share of the steps in which the learning rate rises from zero.</summary>
    public double WarmupRatio { get; init; } = 0.06;

    /// <summary>The steps in which the learning rate rises; null leaves it to <see cref="WarmupRatio"/>.</summary>
    public int? WarmupSteps { get; init; }

    /// <summary>Whether the learning rate falls to zero after the warm-up, or stays.</summary>
    public bool Decays { get; init; } = true;

    /// <summary>How the learning rate runs; null falls in a line, or stays, as <see cref="Decays"/> says.</summary>
    public LearningRateSchedule? Curve { get; init; }

    /// <summary>The optimiser; null is the adapter method's own, or else AdamW with the two betas and the epsilon below.</summary>
    public OptimizerSettings? Optimizer { get; init; }

    /// <summary>LoRA's B learns faster than its A by this; null learns all at one rate.</summary>
    public LoraPlus? LoraPlus { get; init; }

    /// <summary>The decay of the weights.</summary>
    public double WeightDecay { get; init; }

    /// <summary>AdamW's decay of the mean gradient.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>AdamW's decay of the mean squared gradient.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to AdamW's denominator.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Gradients are scaled down to this norm where theirs is larger; 0 leaves them.</summary>
    public double MaxGradNorm { get; init; } = 1;

    /// <summary>Elements of gradients are cut to ± this; 0 leaves them.</summary>
    public double MaxGradValue { get; init; }

    /// <summary>Seeds the order of the examples, and dropout: each step draws from a seed of its own.</summary>
    public long Seed { get; init; }

    /// <summary>Evaluates every so many steps; 0 only at the end.</summary>
    public int EvaluateEvery { get; init; }

    /// <summary>Ends the training when evaluations no longer get better; null goes on to the end.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>Where and how often the state of the training is saved; null saves none.</summary>
    public CheckpointSettings? Checkpoints { get; init; }

    /// <summary>A file that gets a line of JSON for every step and evaluation; null writes none.</summary>
    public string? LogFile { get; init; }

    /// <summary>The learning rate of a step, as a share of the highest.</summary>
    /// <param name="step">Counted from 0.</param>
    /// <param name="steps">How many there are.</param>
    public double Schedule(int step, int steps)
    {
        LearningRateSchedule curve = Curve ?? (Decays ? new LinearSchedule() : new ConstantSchedule());
        return curve.Factor(step, WarmupSteps ?? (int)Math.Ceiling(WarmupRatio * steps), steps);
    }

    /// <summary>The clipping.</summary>
    internal GradientClipping Clipping => new(MaxGradNorm) { MaxValue = MaxGradValue };

    /// <summary>Says what is impossible about the settings.</summary>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(BatchSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(AccumulationSteps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(TokensAtOnce ?? 1, nameof(TokensAtOnce));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(EvaluationBatchSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(PadToMultipleOf);
        ArgumentOutOfRangeException.ThrowIfNegative(EvaluateEvery);
        if (EarlyStopping is not null && EvaluateEvery == 0)
        {
            throw new ArgumentException("EarlyStopping needs evaluations during the training: set EvaluateEvery.");
        }
    }
}

/// <summary>When a training ends before its last step.</summary>
/// <param name="Patience">After how many evaluations in a row that are no better than the best before.</param>
/// <param name="Metric">What is looked at, as <see cref="Evaluation.Score"/> names it.</param>
/// <param name="MinDelta">How much better is better.</param>
public sealed record EarlyStopping(int Patience = 3, string Metric = "loss", double MinDelta = 0)
{
    /// <summary>Whether the evaluations so far say that it is over.</summary>
    internal bool IsOver(IReadOnlyList<Evaluation> evaluations)
    {
        var sign = Evaluation.IsCost(Metric) ? -1 : 1;
        var (best, since) = (double.NegativeInfinity, 0);
        foreach (var score in evaluations.Select(e => sign * e.Score(Metric)))
        {
            (best, since) = score > best + MinDelta ? (score, 0) : (best, since + 1);
        }

        return since >= Patience;
    }
}

/// <summary>Where the state of a training is saved, so that it goes on to the same bits after a crash.</summary>
/// <param name="Folder">The folder; each checkpoint is a folder below it.</param>
/// <param name="Every">After how many steps; the end of the training is saved too.</param>
public sealed record CheckpointSettings(string Folder, int Every = 100)
{
    /// <summary>How many checkpoints are kept, the latest.</summary>
    public int Keep { get; init; } = 2;

    /// <summary>Goes on from the latest checkpoint of the folder, where there is one.</summary>
    public bool Resume { get; init; } = true;
}
