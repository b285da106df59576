
namespace PeftWorkbook.Plots.Svg;

/// <summary>Counts values in bins of a round width, as plotly.js chooses them.</summary>
internal static class Histogram
{
    public static (TraceView, bool, (double, double, string)[], double) Read(
        TraceView trace, Axis x, Axis y, double shared)
    {
        Attr a = trace.Attributes;
        bool horizontal = !a["x"].IsArray && a["y"].IsArray;
        Axis along = horizontal ? y : x;
        double[] values = [.. a[horizontal ? "y" : "x"].Items.Select(along.Value).Where(double.IsFinite)];
        if (values.Length == 0)
            return (trace, horizontal, [], 0);
        (double start, double size, int count) = along.Kind == AxisKind.Category
            ? (-0.5, 1, along.Categories.Count)
            : Bins(values, a[horizontal ? "ybins" : "xbins"], (int)a[horizontal ? "nbinsy" : "nbinsx"].Number(0),
                shared);
        double[] heights = new double[count];
        foreach (double value in values)
            heights[Math.Clamp((int)Math.Floor(((value - start) / size) + 1e-9), 0, count - 1)]++;
        Normalize(heights, a["histnorm"].Text(""), values.Length, size);
        if (a["cumulative"]["enabled"].Flag(false))
        {
            for (int i = 1; i < count; i++)
                heights[i] += heights[i - 1];
        }
        return (trace, horizontal, [.. heights.Select((h, i) => (start + ((i + 0.5) * size), h, ""))], size);
    }

    private static void Normalize(double[] heights, string norm, int values, double size)
    {
        double by = norm switch
        {
            "percent" => values / 100.0,
            "probability" => values,
            "density" => size,
            "probability density" => values * size,
            _ => 1,
        };
        for (int i = 0; i < heights.Length; i++)
            heights[i] /= by;
    }

    private static (double Start, double Size, int Count) Bins(
        double[] values, Attr given, int wanted, double shared)
    {
        double low = values.Min(), high = values.Max();
        double size = given["size"].Number(0);
        if (size <= 0)
            size = high > low ? Ticks.Step(high - low, wanted > 0 ? wanted : Automatic(values, high - low)) : 1;
        if (shared > 0 && !given["size"].Exists)
            size = shared;
        double start = given["start"].Number((Math.Floor((low / size) + 1e-9) * size) - (IsWhole(values)
            && size <= 1 ? 0.5 : 0));
        int count = (int)Math.Floor(((given["end"].Number(high) - start) / size) + 1e-9)
            + (given["end"].Exists ? 0 : 1);
        return (start, size, Math.Clamp(count, 1, 2000));
    }

    /// <summary>How many bins: the width is two deviations over the count to the power 0.4.</summary>
    private static int Automatic(double[] values, double span)
    {
        double mean = values.Average(), deviation = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
        double width = 2 * deviation / Math.Pow(values.Length, 0.4);
        return width > 0 ? (int)Math.Clamp(Math.Ceiling(span / width), 1, 200) : 10;
    }

    private static bool IsWhole(double[] values) => values.All(v => v == Math.Floor(v));
}
