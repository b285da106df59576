namespace PeftWorkbook.Training.Schedules;

/// <summary>The curve of a rise or a fall.</summary>
public enum ScheduleCurve
{
    /// <summary>A straight line.</summary>
    Linear,

    /// <summary>A half wave.</summary>
    Cosine,

    /// <summary><c>1 - √p</c>.</summary>
    OneMinusRoot,
}

/// <summary>Rises, stays, and falls at the end (WSD, arXiv 2404.06395).</summary>
/// <param name="DecaySteps">The steps of the fall.</param>
public sealed record WarmupStableDecaySchedule(int DecaySteps) : LearningRateSchedule
{
    /// <summary>The steps between; null takes what warm-up and fall leave.</summary>
    public int? StableSteps { get; init; }

    /// <summary>The curve of the rise.</summary>
    public ScheduleCurve Rise { get; init; }

    /// <summary>The curve of the fall.</summary>
    public ScheduleCurve Fall { get; init; } = ScheduleCurve.Cosine;

    /// <summary>The share that the rise begins and the fall ends at.</summary>
    public double Floor { get; init; }

    /// <summary>How often a cosine fall goes down and up.</summary>
    public double Cycles { get; init; } = 0.5;

    /// <inheritdoc/>
    public override double Factor(int step, int warmup, int steps)
    {
        if (step >= warmup)
        {
            return After(step, warmup, steps);
        }

        var progress = (double)step / Math.Max(1, warmup);
        return Above(Rise switch
        {
            ScheduleCurve.Cosine => 1 - Wave(0.5, progress),
            ScheduleCurve.OneMinusRoot => 1 - Math.Sqrt(1 - progress),
            _ => progress,
        });
    }

    /// <inheritdoc/>
    protected override double After(int step, int warmup, int steps)
    {
        var begin = warmup + (StableSteps ?? (steps - warmup - DecaySteps));
        if (step < begin)
        {
            return 1;
        }

        if (step >= begin + DecaySteps)
        {
            return Floor;
        }

        var progress = (double)(step - begin) / Math.Max(1, DecaySteps);
        return Above(Fall switch
        {
            ScheduleCurve.Cosine => Wave(Cycles, progress),
            ScheduleCurve.OneMinusRoot => 1 - Math.Sqrt(progress),
            _ => 1 - progress,
        });
    }

    private double Above(double share) => Math.Max(0, (share * (1 - Floor)) + Floor);
}
