namespace PeftWorkbook.Plots.Svg;

/// <summary>The density of values by Gaussian kernels.</summary>
internal static class Violin
{
    /// <summary>Values and their density, the largest being 1.</summary>
    public static (double Value, double Density)[] Outline(double[] sorted, double given)
    {
        double width = given > 0 ? given : Bandwidth(sorted);
        double[] reach = [.. Reach(sorted)];
        var points = new (double Value, double Density)[60];
        for (int i = 0; i < points.Length; i++)
        {
            double at = reach[0] + ((reach[1] - reach[0]) * i / (points.Length - 1));
            points[i] = (at, sorted.Sum(v => Math.Exp(-0.5 * (at - v) * (at - v) / (width * width))));
        }
        double most = points.Max(p => p.Density);
        return [.. points.Select(p => (p.Value, most > 0 ? p.Density / most : 0))];
    }

    /// <summary>Two bandwidths beyond the values.</summary>
    public static IEnumerable<double> Reach(double[] sorted) =>
        [sorted[0] - (2 * Bandwidth(sorted)), sorted[^1] + (2 * Bandwidth(sorted))];

    /// <summary>Silverman's rule: 1.059 times the deviation over the fifth root of the count.</summary>
    private static double Bandwidth(double[] sorted)
    {
        double mean = sorted.Average();
        double deviation = Math.Sqrt(sorted.Sum(v => (v - mean) * (v - mean)) / Math.Max(1, sorted.Length - 1));
        return deviation > 0 ? 1.059 * deviation * Math.Pow(sorted.Length, -0.2) : 1;
    }
}
