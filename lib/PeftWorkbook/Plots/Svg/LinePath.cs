using System.Text;

namespace PeftWorkbook.Plots.Svg;

/// <summary>The path of a line through points: straight, in steps or smooth, with gaps where there is no value.</summary>
internal static class LinePath
{
    /// <summary>A line of more points than this is thinned to two for each pixel.</summary>
    private const int Most = 1500;

    public static string Make((double X, double Y)[] points, string shape, double smoothing)
    {
        var path = new StringBuilder();
        var run = new List<(double X, double Y)>();
        foreach ((double X, double Y) point in points.Append((double.NaN, double.NaN)))
        {
            if (double.IsFinite(point.X + point.Y))
            {
                run.Add((Math.Clamp(point.X, -1e5, 1e5), Math.Clamp(point.Y, -1e5, 1e5)));
                continue;
            }
            if (run.Count > 0)
                Append(path, Thin([.. run]), shape, smoothing);
            run.Clear();
        }
        return path.ToString();
    }

    public static string Dashes(string dash) => dash switch
    {
        "solid" => "",
        "dot" => " stroke-dasharray=\"3,3\"",
        "dash" => " stroke-dasharray=\"9,9\"",
        "longdash" => " stroke-dasharray=\"15,15\"",
        "dashdot" => " stroke-dasharray=\"9,3,3,3\"",
        "longdashdot" => " stroke-dasharray=\"15,6,3,6\"",
        _ when dash.All(c => char.IsAsciiDigit(c) || c is ',' or ' ' or '.' or 'p' or 'x') =>
            $" stroke-dasharray=\"{dash.Replace("px", "", StringComparison.Ordinal)}\"",
        _ => "",
    };

    /// <summary>Of each pixel's points the first, lowest, highest and last: the line looks the same.</summary>
    public static (double X, double Y)[] Thin((double X, double Y)[] points)
    {
        if (points.Length <= Most)
            return points;
        double width = Math.Max(1, points.Max(p => p.X) - points.Min(p => p.X));
        int bucket = Math.Max(4, (int)Math.Ceiling(points.Length / Math.Min(width, Most / 2.0)));
        return [.. points.Chunk(bucket).SelectMany(chunk =>
        {
            int low = 0, high = 0;
            for (int i = 1; i < chunk.Length; i++)
            {
                low = chunk[i].Y < chunk[low].Y ? i : low;
                high = chunk[i].Y > chunk[high].Y ? i : high;
            }
            return new[] { low, high }.Distinct().Order().Select(i => chunk[i]);
        })];
    }

    private static void Append(StringBuilder path, (double X, double Y)[] p, string shape, double smoothing)
    {
        path.Append('M').Append(At(p[0]));
        for (int i = 1; i < p.Length; i++)
        {
            path.Append(shape switch
            {
                "spline" => Curve(p, i, smoothing),
                "hv" => $"H{SvgCanvas.Of(p[i].X)}V{SvgCanvas.Of(p[i].Y)}",
                "vh" => $"V{SvgCanvas.Of(p[i].Y)}H{SvgCanvas.Of(p[i].X)}",
                "hvh" => $"H{SvgCanvas.Of((p[i - 1].X + p[i].X) / 2)}V{SvgCanvas.Of(p[i].Y)}H{SvgCanvas.Of(p[i].X)}",
                "vhv" => $"V{SvgCanvas.Of((p[i - 1].Y + p[i].Y) / 2)}H{SvgCanvas.Of(p[i].X)}V{SvgCanvas.Of(p[i].Y)}",
                _ => "L" + At(p[i]),
            });
        }
    }

    /// <summary>A Catmull-Rom segment as a cubic Bézier curve.</summary>
    private static string Curve((double X, double Y)[] p, int i, double smoothing)
    {
        (double X, double Y) a = p[Math.Max(0, i - 2)], b = p[i - 1], c = p[i], d = p[Math.Min(p.Length - 1, i + 1)];
        double pull = smoothing / 6;
        return $"C{At((b.X + ((c.X - a.X) * pull), b.Y + ((c.Y - a.Y) * pull)))} "
            + $"{At((c.X - ((d.X - b.X) * pull), c.Y - ((d.Y - b.Y) * pull)))} {At(c)}";
    }

    private static string At((double X, double Y) point) => $"{SvgCanvas.Of(point.X)},{SvgCanvas.Of(point.Y)}";
}
