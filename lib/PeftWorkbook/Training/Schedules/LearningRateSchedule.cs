namespace PeftWorkbook.Training.Schedules;

/// <summary>
/// How the learning rate runs over the steps, as a share of the highest. The names and formulas are those of transformers; w is the
/// number of warm-up steps, n that of all steps, and p = (step - w) / (n - w) the progress after the warm-up.
/// </summary>
public abstract record LearningRateSchedule
{
    /// <summary>The share of the highest learning rate that a step uses.</summary>
    /// <param name="step">Counted from 0; may lie beyond <paramref name="steps"/>.</param>
    /// <param name="warmup">w, in steps.</param>
    /// <param name="steps">n.</param>
    public virtual double Factor(int step, int warmup, int steps) =>
        step < warmup ? (double)step / Math.Max(1, warmup) : After(step, warmup, steps);

    /// <summary>The share after the warm-up.</summary>
    protected abstract double After(int step, int warmup, int steps);

    /// <summary>p.</summary>
    protected static double Progress(int step, int warmup, int steps) => (double)(step - warmup) / Math.Max(1, steps - warmup);

    /// <summary>A wave from 1 to -1 and back, so many times: <c>½ (1 + cos(2π cycles p))</c>.</summary>
    protected static double Wave(double cycles, double progress) => 0.5 * (1 + Math.Cos(2 * Math.PI * cycles * progress));
}

/// <summary>Falls to 0 in a straight line.</summary>
public sealed record LinearSchedule : LearningRateSchedule
{
    /// <inheritdoc/>
    protected override double After(int step, int warmup, int steps) => Math.Max(0, (double)(steps - step) / Math.Max(1, steps - warmup));
}

/// <summary>Stays; with a warm-up where there is one.</summary>
public sealed record ConstantSchedule : LearningRateSchedule
{
    /// <inheritdoc/>
    protected override double After(int step, int warmup, int steps) => 1;
}

/// <summary>Falls as a cosine does (arXiv 1608.03983): <c>½ (1 + cos(2π c p))</c>. Past its end it rises again.</summary>
/// <param name="Cycles">c; a half leads to 0 at the end.</param>
/// <param name="Floor">The share that is never left.</param>
public sealed record CosineSchedule(double Cycles = 0.5, double Floor = 0) : LearningRateSchedule
{
    /// <inheritdoc/>
    protected override double After(int step, int warmup, int steps) =>
        Math.Max(0, (Wave(Cycles, Progress(step, warmup, steps)) * (1 - Floor)) + Floor);
}

/// <summary>Falls to 0 as a cosine does, and jumps up again (arXiv 1608.03983).</summary>
/// <param name="Cycles">How often it falls.</param>
public sealed record CosineRestartsSchedule(double Cycles = 1) : LearningRateSchedule
{
    /// <inheritdoc/>
    protected override double After(int step, int warmup, int steps)
    {
        var progress = Progress(step, warmup, steps);
        return progress >= 1 ? 0 : Wave(0.5, Cycles * progress % 1);
    }
}

/// <summary>Falls as a power of what is left: <c>(1 - e) (1 - p)ᵏ + e</c>.</summary>
/// <param name="Power">k.</param>
/// <param name="End">e, the share that it ends at.</param>
public sealed record PolynomialSchedule(double Power = 1, double End = 0) : LearningRateSchedule
{
    /// <inheritdoc/>
    protected override double After(int step, int warmup, int steps) =>
        step > steps ? End : ((1 - End) * Math.Pow(1 - Progress(step, warmup, steps), Power)) + End;
}

/// <summary>Falls as <c>1 / √((step + t - w) / t)</c>.</summary>
/// <param name="Timescale">t; null takes the warm-up, or 10,000 where there is none.</param>
public sealed record InverseRootSchedule(int? Timescale = null) : LearningRateSchedule
{
    /// <inheritdoc/>
    protected override double After(int step, int warmup, int steps)
    {
        var scale = Timescale ?? (warmup > 0 ? warmup : 10_000);
        return 1 / Math.Sqrt((double)(step + scale - warmup) / scale);
    }
}
