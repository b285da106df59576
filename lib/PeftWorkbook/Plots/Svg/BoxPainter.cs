using System.Text.Json;

namespace PeftWorkbook.Plots.Svg;

/// <summary>All boxes and violins of a pair of axes.</summary>
internal sealed class BoxPainter(TraceView[] traces, Axis x, Axis y, Attr layout) : TracePainter(x, y)
{
    private readonly List<(TraceView Trace, bool IsHorizontal, double At, double Width, double[] Values)> groups = [];

    public override int Layer => 2;

    public override void Measure()
    {
        bool side = layout["boxmode"].Text(layout["violinmode"].Text("overlay")) == "group" && traces.Length > 1;
        for (int i = 0; i < traces.Length; i++)
        {
            Attr a = traces[i].Attributes;
            bool horizontal = a["orientation"].Text(a["x"].IsArray && !a["y"].IsArray ? "h" : "v") == "h";
            (Axis along, Axis across) = horizontal ? (Y, X) : (X, Y);
            double width = side ? 0.7 / traces.Length : 0.5, shift = side ? ((i + 0.5) * width) - 0.35 : 0;
            foreach (IGrouping<double, double> group in Grouped(traces[i], a, along, across, horizontal))
            {
                double[] values = [.. group.Where(double.IsFinite).Order()];
                if (values.Length == 0)
                    continue;
                groups.Add((traces[i], horizontal, group.Key + shift, width, values));
                across.IncludeAll(values.Length > 1 && traces[i].Type == "violin" ? Violin.Reach(values) : values);
                along.IncludeAll([group.Key - 0.5, group.Key + 0.5]);
            }
            Pad(across, 0.055);
        }
    }

    public override void Draw(SvgCanvas canvas)
    {
        foreach ((TraceView trace, bool horizontal, double at, double width, double[] values) in groups)
        {
            Attr a = trace.Attributes;
            Rgb color = trace.ColorOf(a["line"]["color"].Exists ? a["line"]["color"] : a["marker"]["color"]);
            Rgb fill = a["fillcolor"].Exists ? trace.ColorOf(a["fillcolor"]) : color with { A = 0.5 };
            canvas.Begin($"fill=\"{fill}\" {SvgCanvas.Stroke(color.ToString(), a["line"]["width"].Number(2))}"
                + (trace.Opacity < 1 ? $" opacity=\"{SvgCanvas.Of(trace.Opacity)}\"" : ""));
            var place = new Crosswise(horizontal ? Y : X, horizontal ? X : Y, horizontal);
            if (trace.Type == "violin")
                DrawViolin(canvas, a, place, at, width, values);
            else
                DrawBox(canvas, a, place, at, width, values);
            DrawPoints(canvas, a, place, at, width, values, color);
            canvas.End();
        }
    }

    private static IEnumerable<IGrouping<double,
        double>> Grouped(TraceView trace, Attr a, Axis along, Axis across, bool horizontal)
    {
        IReadOnlyList<JsonElement> values = a[horizontal ? "x" : "y"].Items;
        Attr places = a[horizontal ? "y" : "x"];
        double alone = places.IsArray ? 0 : along.Kind == AxisKind.Category
            ? along.Value(JsonSerializer.SerializeToElement(trace.Name)) : trace.Index;
        JsonElement[] given = [.. places.Items];
        return values.Select((v, i) => (At: i < given.Length ? along.Value(given[i]) : alone, Value: across.Value(v)))
            .GroupBy(p => p.At, p => p.Value);
    }

    private static void DrawBox(SvgCanvas canvas, Attr a, Crosswise place, double at, double width, double[] sorted)
    {
        (double q1, double median, double q3) = (Quantile(sorted, 0.25), Quantile(sorted, 0.5), Quantile(sorted, 0.75));
        double fence = 1.5 * (q3 - q1);
        bool all = a["boxpoints"].Text("outliers") == "false";
        double low = all ? sorted[0] : sorted.First(v => v >= q1 - fence);
        double high = all ? sorted[^1] : sorted.Last(v => v <= q3 + fence);
        double half = width / 2, cap = half * a["whiskerwidth"].Number(0.5);
        string whiskers = place.Segment(at, low, at, q1) + place.Segment(at, q3, at, high)
            + place.Segment(at - cap, low, at + cap, low) + place.Segment(at - cap, high, at + cap, high);
        canvas.Path(place.Polygon((at - half, q1), (at + half, q1), (at + half, q3), (at - half, q3)), "");
        canvas.Path(whiskers + place.Segment(at - half, median, at + half, median), "fill=\"none\"");
        string mean = a["boxmean"].Text("false");
        if (mean is "true" or "sd")
        {
            double average = sorted.Average();
            string line = place.Segment(at - half, average, at + half, average);
            if (mean == "sd")
            {
                double deviation = Math.Sqrt(sorted.Average(v => (v - average) * (v - average)));
                line += place.Polygon((at, average - deviation), (at + half, average), (at, average + deviation),
                    (at - half, average));
            }
            canvas.Path(line, "fill=\"none\" stroke-dasharray=\"4,3\"");
        }
    }

    private static void DrawViolin(SvgCanvas canvas, Attr a, Crosswise place, double at, double width, double[] sorted)
    {
        (double Value, double Density)[] shape = Violin.Outline(sorted, a["bandwidth"].Number(0));
        double half = width / 2;
        canvas.Path(place.Polygon([.. shape.Select(p => (at - (half * p.Density), p.Value)),
            .. shape.Reverse().Select(p => (at + (half * p.Density), p.Value))]), "");
        if (a["box"]["visible"].Flag(false))
        {
            double inner = half * a["box"]["width"].Number(0.25), q1 = Quantile(sorted, 0.25),
                q3 = Quantile(sorted, 0.75);
            canvas.Path(place.Polygon((at - inner, q1), (at + inner, q1), (at + inner, q3), (at - inner, q3))
                + place.Segment(at - inner, Quantile(sorted, 0.5), at + inner, Quantile(sorted, 0.5)), "");
        }
        if (a["meanline"]["visible"].Flag(false))
            canvas.Path(place.Segment(at - half, sorted.Average(), at + half, sorted.Average()),
                "fill=\"none\" stroke-dasharray=\"4,3\"");
    }

    private static void DrawPoints(SvgCanvas canvas, Attr a, Crosswise place, double at, double width,
        double[] sorted, Rgb color)
    {
        string which = a["boxpoints"].Text(a["points"].Text(a["type"].Text("") == "violin" ? "false" : "outliers"));
        if (which == "false")
            return;
        double q1 = Quantile(sorted, 0.25), q3 = Quantile(sorted, 0.75), fence = 1.5 * (q3 - q1);
        bool all = which == "all";
        double radius = a["marker"]["size"].Number(6) / 2, beside = all ? a["pointpos"].Number(-1.2) * width / 2 : 0;
        double spread = all ? a["jitter"].Number(0.3) * width / 2 : 0;
        IEnumerable<string> marks = sorted.Select((v, i) => (Value: v, Shift: ((i * 0.618034 % 1) - 0.5) * 2 * spread))
            .Where(p => all || p.Value < q1 - fence || p.Value > q3 + fence).Take(1000)
            .Select(p => place.At(at + beside + p.Shift, p.Value))
                .Select(p => MarkerShape.Path("circle", p.X, p.Y, radius));
        string d = string.Concat(marks);
        if (d.Length > 0)
            canvas.Path(d, $"fill=\"{color}\" stroke=\"none\"");
    }

    /// <summary>Quantiles by linear interpolation between the middles of ranks, plotly's default.</summary>
    private static double Quantile(double[] sorted, double part)
    {
        double rank = (part * sorted.Length) - 0.5;
        int low = (int)Math.Clamp(Math.Floor(rank), 0, sorted.Length - 1), high = Math.Min(low + 1, sorted.Length - 1);
        return sorted[low] + ((sorted[high] - sorted[low]) * Math.Clamp(rank - low, 0, 1));
    }
}
