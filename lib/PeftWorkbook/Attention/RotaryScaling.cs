namespace PeftWorkbook.Attention;

/// <summary>
/// The frequencies of a rotary embedding, one for each pair of dimensions, and how they are changed for texts longer than those of
/// the training. Each function starts from <see cref="Plain"/>, <c>f_i = θ^(-2i/d)</c>.
/// </summary>
/// <param name="Frequencies">The frequencies for a text of so many positions.</param>
/// <param name="AttentionFactor">Multiplies cosines and sines, and so scores by its square; 1 changes nothing.</param>
/// <param name="DependsOnLength">Whether the length of the text matters to <paramref name="Frequencies"/>.</param>
public sealed record RotaryScaling(Func<long, double[]> Frequencies, double AttentionFactor = 1, bool DependsOnLength = false)
{
    /// <summary>No scaling: θ^(-2i/d) for each of the d/2 pairs.</summary>
    public static double[] Plain(long dimension, double theta) =>
        [.. Enumerable.Range(0, (int)dimension / 2).Select(i => Math.Pow(theta, -2.0 * i / dimension))];

    /// <summary>Position interpolation (arXiv 2306.15595): every position is divided by the factor.</summary>
    public static RotaryScaling Linear(double[] plain, double factor)
    {
        double[] slower = [.. plain.Select(f => f / factor)];
        return new(_ => slower);
    }

    /// <summary>
    /// Dynamic NTK scaling: for a text of n positions, more than the L of the training, θ becomes
    /// <c>θ · (factor · n / L - (factor - 1))^(d / (d - 2))</c>, which leaves the fast frequencies and slows the slow ones.
    /// </summary>
    /// <param name="dimension">The dimensions that are turned, d.</param>
    /// <param name="theta">θ.</param>
    /// <param name="factor">How strong the change is.</param>
    /// <param name="trained">The positions of the training, L.</param>
    /// <remarks>A text's own length counts; transformers keeps the frequencies of the longest text that it has seen.</remarks>
    public static RotaryScaling Dynamic(long dimension, double theta, double factor, long trained) => new(
        positions =>
        {
            var stretch = (factor * Math.Max(positions, trained) / trained) - (factor - 1);
            return Plain(dimension, theta * Math.Pow(stretch, dimension / (dimension - 2.0)));
        },
        DependsOnLength: true);

    /// <summary>
    /// Llama 3's scaling: wavelengths beyond <c>original / lowFactor</c> are stretched by <c>factor</c>, those below <c>original /
    /// highFactor</c> stay, and those between are blended.
    /// </summary>
    public static RotaryScaling Llama3(double[] plain, double factor, double lowFactor, double highFactor, double original)
    {
        double[] blended =
        [
            .. plain.Select(f =>
            {
                var wavelength = 2 * Math.PI / f;
                var smooth = ((original / wavelength) - lowFactor) / (highFactor - lowFactor);
                return wavelength < original / highFactor ? f
                    : wavelength > original / lowFactor ? f / factor
                    : ((1 - smooth) * f / factor) + (smooth * f);
            }),
        ];
        return new(_ => blended);
    }

    /// <summary>
    /// LongRoPE (arXiv 2402.13753): each frequency is divided by a factor of its own, found by search; one list of factors for texts
    /// up to the trained length, another beyond.
    /// </summary>
    /// <param name="plain">The plain frequencies.</param>
    /// <param name="shortFactors">One for each frequency.</param>
    /// <param name="longFactors">One for each frequency.</param>
    /// <param name="original">The positions of the training.</param>
    /// <param name="attentionFactor">Multiplies cosines and sines.</param>
    public static RotaryScaling LongRope(
        double[] plain, double[] shortFactors, double[] longFactors, long original, double attentionFactor)
    {
        double[] near = [.. plain.Zip(shortFactors, (f, s) => f / s)], far = [.. plain.Zip(longFactors, (f, s) => f / s)];
        return new(positions => positions > original ? far : near, attentionFactor, DependsOnLength: true);
    }

    /// <summary>
    /// LongRoPE's attention factor where none is given: <c>√(1 + ln(factor) / ln(original))</c>, and 1 up to a factor
    /// of 1.
    /// </summary>
    public static double LongRopeAttention(double factor, double original) =>
        factor <= 1 ? 1 : Math.Sqrt(1 + (Math.Log(factor) / Math.Log(original)));
}
