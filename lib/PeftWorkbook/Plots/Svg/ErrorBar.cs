using System.Text;

namespace PeftWorkbook.Plots.Svg;

/// <summary>Error bars of points and bars.</summary>
internal static class ErrorBar
{
    /// <summary>From where to where each bar goes, in the axis' own unit; nothing where there are no error bars.</summary>
    public static IEnumerable<(double Low, double High)> Ranges(Attr error, double[] centers, Axis axis)
    {
        double[] up = error["array"].Numbers(), down = error["arrayminus"].Numbers();
        string kind = error["type"].Text(up.Length > 0 ? "data" : "");
        bool hasValue = error["value"].Exists || kind == "sqrt";
        if (!error["visible"].Flag(up.Length > 0 || hasValue) || (up.Length == 0 && !hasValue))
            yield break;
        for (int i = 0; i < centers.Length; i++)
        {
            double center = axis.Kind == AxisKind.Log ? Math.Pow(10, centers[i]) : centers[i];
            double size = kind switch
            {
                "percent" => Math.Abs(center) * error["value"].Number(10) / 100,
                "sqrt" => Math.Sqrt(Math.Abs(center)),
                "constant" => error["value"].Number(0),
                _ => i < up.Length ? up[i] : double.NaN,
            };
            double minus = i < down.Length ? down[i] : size;
            yield return (axis.Scaled(center - minus), axis.Scaled(center + size));
        }
    }

    public static void Draw(SvgCanvas canvas, Attr error, (double Low, double High)[] ranges, Axis axis,
        double[] across, Rgb color)
    {
        var path = new StringBuilder();
        double cap = error["width"].Number(4);
        for (int i = 0; i < Math.Min(ranges.Length, across.Length); i++)
        {
            double low = axis.At(ranges[i].Low), high = axis.At(ranges[i].High), at = across[i];
            if (!double.IsFinite(low))
                low = axis.Start;
            if (!double.IsFinite(high + at))
                continue;
            path.Append(axis.IsX ? Bar((low, at - cap), (low, at + cap)) + Bar((low, at), (high, at))
                + Bar((high, at - cap), (high, at + cap))
                : Bar((at - cap, low), (at + cap, low)) + Bar((at, low), (at, high))
                    + Bar((at - cap, high), (at + cap, high)));
        }
        Rgb ink = Rgb.TryParse(error["color"].Text("")) ?? color;
        if (path.Length > 0)
            canvas.Path(path.ToString(), "fill=\"none\" "
                + SvgCanvas.Stroke(ink.ToString(), error["thickness"].Number(2)));
    }

    private static string Bar((double X, double Y) from, (double X, double Y) to) =>
        $"M{SvgCanvas.Of(from.X)},{SvgCanvas.Of(from.Y)}L{SvgCanvas.Of(to.X)},{SvgCanvas.Of(to.Y)}";
}
