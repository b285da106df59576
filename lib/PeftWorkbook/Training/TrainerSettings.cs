namespace PeftWorkbook.Training;

/// <summary>How a model is trained: AdamW (arXiv 1711.05101) with a linear warm-up and a linear decay to zero.</summary>
public sealed record TrainerSettings
{
    /// <summary>How often every example is seen.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>Ends the training after so many steps, and means as many epochs as that needs; null leaves it to <see cref="Epochs"/>.</summary>
    public int? MaxSteps { get; init; }

    /// <summary>Examples a step.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Examples a batch in evaluation, where no gradients are kept.</summary>
    public int EvaluationBatchSize { get; init; } = 64;

    /// <summary>The highest learning rate.</summary>
    public double LearningRate { get; init; } = 5e-4;

    /// <summary>The share of the steps in which the learning rate rises from zero.</summary>
    public double WarmupRatio { get; init; } = 0.06;

    /// <summary>Whether the learning rate falls to zero after the warm-up, or stays.</summary>
    public bool Decays { get; init; } = true;

    /// <summary>AdamW's decay of the weights.</summary>
    public double WeightDecay { get; init; }

    /// <summary>AdamW's decay of the mean gradient.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>AdamW's decay of the mean squared gradient.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to AdamW's denominator.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Gradients are scaled down to this norm where theirs is larger; 0 leaves them.</summary>
    public double MaxGradNorm { get; init; } = 1;

    /// <summary>Seeds the order of the examples, and dropout.</summary>
    public long Seed { get; init; }

    /// <summary>Evaluates every so many steps; 0 only at the end.</summary>
    public int EvaluateEvery { get; init; }

    /// <summary>The learning rate of a step, as a share of the highest.</summary>
    /// <param name="step">Counted from 0.</param>
    /// <param name="steps">How many there are.</param>
    public double Schedule(int step, int steps)
    {
        var warmup = (int)Math.Ceiling(WarmupRatio * steps);
        return step < warmup ? (double)step / Math.Max(1, warmup)
            : Decays ? Math.Max(0, (double)(steps - step) / Math.Max(1, steps - warmup))
            : 1;
    }
}
