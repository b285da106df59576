using System.Globalization;

namespace PeftWorkbook.Peft;

/// <summary>
/// Daubechies' orthogonal wavelets (db1 is Haar's): the shortest filters with N vanishing moments and minimal phase, 2
/// N taps long. They are computed: <c>|H(ω)|² = 2 cos²ᴺ(ω/2) P(sin²(ω/2))</c> with <c>P(y) = Σ C(N−1+k, k) yᵏ</c>,
/// whose minimum-phase factor follows from the Fourier coefficients of log P.
/// </summary>
internal static class Wavelet
{
    private const int Grid = 1024;
    private const int LongestOrder = 20;

    /// <summary>The low-pass and the high-pass filter of the synthesis, as PyWavelets names and orders them.</summary>
    /// <exception cref="ArgumentException">The wavelet is not one of <c>db1</c> to <c>db20</c>.</exception>
    internal static (double[] Low, double[] High) Synthesis(string name)
    {
        var order = name.StartsWith("db", StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0;
        if (order is < 1 or > LongestOrder)
        {
            throw new ArgumentException($"wavelet_family is '{name}'; db1 to db{LongestOrder} are known.");
        }

        var low = LowPass(order);
        double[] high = [.. Enumerable.Range(0, low.Length).Select(k => (k % 2 == 0 ? 1 : -1) * low[^(k + 1)])];
        return (low, high);
    }

    private static double[] LowPass(int order)
    {
        var filter = MinimumPhase(order);
        for (var i = 0; i < order; i++)
        {
            filter = [.. Enumerable.Range(0, filter.Length + 1).Select(k => (At(filter, k) + At(filter, k - 1)) / 2)];
        }

        var scale = Math.Sqrt(2) / filter.Sum();
        return [.. filter.Select(f => f * scale)];
    }

    // With log P = Σ cₖ e^{ikω}, the factor is exp(c₀/2 + Σ_{k>0} cₖ zᵏ), a polynomial of degree N − 1.
    private static double[] MinimumPhase(int order)
    {
        var cepstrum = Enumerable.Range(0, order).Select(k => Coefficient(order, k)).ToArray();
        var factor = new double[order];
        factor[0] = Math.Exp(cepstrum[0] / 2);
        for (var n = 1; n < order; n++)
        {
            factor[n] = Enumerable.Range(1, n).Sum(k => (double)k / n * cepstrum[k] * factor[n - k]);
        }

        return factor;
    }

    private static double Coefficient(int order, int k) => Enumerable.Range(0, Grid).Average(j =>
    {
        var angle = 2 * Math.PI * j / Grid;
        return Math.Log(Remainder(order, Math.Pow(Math.Sin(angle / 2), 2))) * Math.Cos(k * angle);
    });

    private static double Remainder(int order, double y)
    {
        var (sum, term) = (0.0, 1.0);
        for (var k = 0; k < order; k++)
        {
            sum += term;
            term *= y * (order + k) / (k + 1);
        }

        return sum;
    }

    private static double At(double[] values, int index) => index >= 0 && index < values.Length ? values[index] : 0;
}
