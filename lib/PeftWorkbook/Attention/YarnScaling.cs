namespace PeftWorkbook.Attention;

/// <summary>
/// YaRN (arXiv 2309.00071): frequencies that turn often within the trained length stay, those that turn less than once are divided
/// by the factor, and between the two a ramp over their index blends; scores are sharpened a little by the attention factor.
/// </summary>
public sealed record YarnScaling
{
    /// <summary>How much longer texts may be than in the training.</summary>
    public required double Factor { get; init; }

    /// <summary>The positions of the training.</summary>
    public required double Original { get; init; }

    /// <summary>A frequency that turns more often than this within the trained length stays.</summary>
    public double BetaFast { get; init; } = 32;

    /// <summary>A frequency that turns less often than this is divided.</summary>
    public double BetaSlow { get; init; } = 1;

    /// <summary>Whether the ends of the ramp are rounded to whole indices.</summary>
    public bool Truncate { get; init; } = true;

    /// <summary>Multiplies cosines and sines; null means <c>0.1 ln(factor) + 1</c>, or the quotient of the two below.</summary>
    public double? AttentionFactor { get; init; }

    /// <summary>DeepSeek's weight of the logarithm in the numerator; null where there is none.</summary>
    public double? MScale { get; init; }

    /// <summary>The same in the denominator.</summary>
    public double? MScaleAllDimensions { get; init; }

    /// <summary>The scaling for a head of <paramref name="dimension"/> dimensions.</summary>
    public RotaryScaling For(long dimension, double theta)
    {
        var (from, to) = Ramp(dimension, theta);
        double[] blended =
        [
            .. RotaryScaling.Plain(dimension, theta).Select((f, i) =>
            {
                var slowed = Math.Clamp((i - from) / (to - from), 0, 1);
                return (f / Factor * slowed) + (f * (1 - slowed));
            }),
        ];
        return new(_ => blended, AttentionFactor ?? Sharpening());
    }

    // Where the ramp begins and ends: the indices whose frequencies turn BetaFast and BetaSlow times in the trained length.
    private (double From, double To) Ramp(long dimension, double theta)
    {
        var (from, to) = (Index(BetaFast), Index(BetaSlow));
        (from, to) = Truncate ? (Math.Floor(from), Math.Ceiling(to)) : (from, to);
        (from, to) = (Math.Max(from, 0), Math.Min(to, dimension - 1));
        return (from, from == to ? to + 0.001 : to);

        double Index(double turns) => dimension * Math.Log(Original / (turns * 2 * Math.PI)) / (2 * Math.Log(theta));
    }

    private double Sharpening() => MScale is { } above && MScaleAllDimensions is { } below
        ? Logarithmic(above) / Logarithmic(below)
        : Logarithmic(1);

    private double Logarithmic(double weight) => Factor <= 1 ? 1 : (0.1 * weight * Math.Log(Factor)) + 1;
}
