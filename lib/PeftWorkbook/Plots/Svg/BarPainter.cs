using System.Text.Json;

namespace PeftWorkbook.Plots.Svg;

/// <summary>All bars and histograms of a pair of axes: side by side, stacked or over each other.</summary>
internal sealed class BarPainter(TraceView[] traces, Axis x, Axis y, Attr layout) : TracePainter(x, y)
{
    private readonly List<(TraceView Trace, Bar[] Bars, bool IsHorizontal)> drawn = [];

    public override int Layer => 1;

    private string Mode => layout["barmode"].Text("group");

    private double Gap => layout["bargap"].Number(traces.Any(t => t.Type == "histogram") ? 0 : 0.2);

    public override void Measure()
    {
        (TraceView Trace, bool IsHorizontal, (double At, double Size, string Text)[] Data, double Width)[] read =
            [.. traces.Select(t => Read(t, 0))];
        // Histograms over each other are compared: they get the narrowest bins of them all.
        if (traces.Count(t => t.Type == "histogram") > 1)
        {
            double bin = read.Where(r => r.Trace.Type == "histogram" && r.Width > 0).Select(r => r.Width)
                .DefaultIfEmpty(0).Min();
            read = [.. traces.Select(t => Read(t, bin))];
        }
        double unit = Distance(read.SelectMany(r => r.Data.Select(d => d.At)), read.Max(r => r.Width));
        var positive = new Dictionary<double, double>();
        var negative = new Dictionary<double, double>();
        bool side = Mode == "group" && read.Length > 1;
        for (int i = 0; i < read.Length; i++)
        {
            double whole = (read[i].Width > 0 ? read[i].Width : unit) * (1 - Gap);
            double width = side ? whole / read.Length : whole;
            double shift = side ? ((i + 0.5) * width) - (whole / 2) : 0;
            drawn.Add((read[i].Trace, Bars(read[i], width, shift, positive, negative), read[i].IsHorizontal));
        }
        foreach ((_, Bar[] bars, bool horizontal) in drawn)
        {
            (Axis along, Axis across) = horizontal ? (Y, X) : (X, Y);
            foreach (Bar bar in bars)
            {
                along.IncludeAll([bar.Middle - (bar.Width / 2), bar.Middle + (bar.Width / 2)]);
                across.IncludeAll([bar.From, bar.To]);
            }
            across.PadHigh = Math.Max(across.PadHigh, bars.Any(b => b.To > 0) ? 0.055 : 0);
            across.PadLow = Math.Max(across.PadLow, bars.Any(b => b.To < 0) ? 0.055 : 0);
            if (along.Kind == AxisKind.Category)
                along.IncludeAll([-0.5, along.Categories.Count - 0.5]);
        }
    }

    public override void Draw(SvgCanvas canvas)
    {
        foreach ((TraceView trace, Bar[] bars, bool horizontal) in drawn)
        {
            Attr line = trace.Attributes["marker"]["line"];
            double thick = line["width"].Number(0);
            string outline = thick > 0 ? " " + SvgCanvas.Stroke(Rgb.Clean(line["color"].Text("#444")), thick) : "";
            double opacity = trace.Opacity * trace.Attributes["marker"]["opacity"].Number(1);
            canvas.Begin($"{(opacity < 1 ? $"opacity=\"{SvgCanvas.Of(opacity)}\"" : "stroke-linejoin=\"miter\"")}");
            foreach (IGrouping<Rgb, Bar> group in bars.GroupBy(b => b.Color))
                canvas.Path(string.Concat(group.Select(b => Outline(b, horizontal))), $"fill=\"{group.Key}\"{outline}");
            Errors(canvas, trace, bars, horizontal);
            foreach (Bar bar in bars)
                DrawText(canvas, trace, bar, horizontal);
            canvas.End();
        }
    }

    private (TraceView, bool, (double, double, string)[], double) Read(TraceView trace, double bin)
    {
        Attr a = trace.Attributes;
        if (trace.Type == "histogram")
            return Histogram.Read(trace, X, Y, bin);
        bool horizontal = a["orientation"].Text("v") == "h";
        Axis along = horizontal ? Y : X;
        IReadOnlyList<JsonElement> sizes = a[horizontal ? "x" : "y"].Items;
        double[] places = Values(along, a[horizontal ? "y" : "x"], sizes.Count, default, default);
        string[] texts = a["text"].IsArray ? [.. a["text"].Items.Select(t => t.ToString())] : [];
        var data = places.Zip(sizes, (at, size) => (at, Size: Attr.TryNumber(size) ?? double.NaN))
            .Select((p, i) => (p.at, p.Size, i < texts.Length ? texts[i] : a["text"].IsArray
                ? "" : a["text"].Text("")));
        return (trace, horizontal, [.. data], a["width"].IsArray ? 0 : a["width"].Number(0));
    }

    private Bar[] Bars((TraceView Trace, bool IsHorizontal, (double At, double Size, string Text)[] Data,
        double Width) read,
        double width, double shift, Dictionary<double, double> positive, Dictionary<double, double> negative)
    {
        Axis across = read.IsHorizontal ? X : Y;
        Rgb[]? colors = read.Trace.ColorsOf(read.Trace.Attributes["marker"]);
        Rgb one = read.Trace.ColorOf(read.Trace.Attributes["marker"]["color"]);
        double start = read.Trace.Attributes["base"].IsArray ? 0 : read.Trace.Attributes["base"].Number(0);
        var bars = new List<Bar>();
        for (int i = 0; i < read.Data.Length; i++)
        {
            (double at, double size, string text) = read.Data[i];
            if (!double.IsFinite(at + size))
                continue;
            double from = start;
            if (Mode is "stack" or "relative")
            {
                Dictionary<double, double> tower = Mode == "relative" && size < 0 ? negative : positive;
                from = tower.GetValueOrDefault(at);
                tower[at] = from + size;
            }
            double low = across.Kind == AxisKind.Log ? across.Scaled(from) : from;
            Rgb color = colors is { Length: > 0 } ? colors[i % colors.Length] : one;
            bars.Add(new(at + shift, width, low, across.Scaled(from + size), color, text));
        }
        return [.. bars];
    }

    /// <summary>The smallest distance between places, which is the room of one bar.</summary>
    private static double Distance(IEnumerable<double> places, double otherwise)
    {
        double[] sorted = [.. places.Where(double.IsFinite).Distinct().Order()];
        double least = sorted.Zip(sorted.Skip(1), (a, b) => b - a).DefaultIfEmpty(otherwise > 0 ? otherwise : 1).Min();
        return otherwise > 0 ? Math.Min(otherwise, least) : least;
    }

    private (double Left, double Top, double Right, double Bottom) Box(Bar bar, bool horizontal)
    {
        (Axis along, Axis across) = horizontal ? (Y, X) : (X, Y);
        double from = across.At(double.IsFinite(bar.From) ? bar.From : across.Low), to = across.At(bar.To);
        double a = along.At(bar.Middle - (bar.Width / 2)), b = along.At(bar.Middle + (bar.Width / 2));
        return horizontal ? (Math.Min(from, to), Math.Min(a, b), Math.Max(from, to), Math.Max(a, b))
            : (Math.Min(a, b), Math.Min(from, to), Math.Max(a, b), Math.Max(from, to));
    }

    private string Outline(Bar bar, bool horizontal)
    {
        (double left, double top, double right, double bottom) = Box(bar, horizontal);
        return $"M{SvgCanvas.Of(left)},{SvgCanvas.Of(top)}H{SvgCanvas.Of(right)}V{SvgCanvas.Of(bottom)}H{SvgCanvas.Of(left)}Z";
    }

    private void DrawText(SvgCanvas canvas, TraceView trace, Bar bar, bool horizontal)
    {
        if (bar.Text.Length == 0 || trace.Attributes["textposition"].Text("auto") == "none")
            return;
        (double left, double top, double right, double bottom) = Box(bar, horizontal);
        double size = trace.Attributes["textfont"]["size"].Number(12), width = Label.Width(bar.Text, size);
        bool fits = horizontal ? right - left > width + 8 && bottom - top > size : bottom - top > size + 6
            && right - left > width;
        bool inside = trace.Attributes["textposition"].Text("auto") switch
        {
            "inside" => true,
            "outside" => false,
            _ => fits,
        };
        string color = inside ? bar.Color.Brightness >= 0.5 ? "#444" : "#fff" : "#2a3f5f";
        color = trace.Attributes["textfont"]["color"].Exists
            ? Rgb.Clean(trace.Attributes["textfont"]["color"].Text("")) : color;
        bool down = bar.To < bar.From;
        if (horizontal)
            Label.Draw(canvas, bar.Text, inside ? right - 4 : down
                ? left - 4 : right + 4, ((top + bottom) / 2) + (size * 0.35), size, color, inside
                || down ? "end" : "start");
        else
            Label.Draw(canvas, bar.Text, (left + right) / 2, inside ? top + size + 2 : down
                ? bottom + size + 2 : top - 4, size, color, "middle");
    }

    private void Errors(SvgCanvas canvas, TraceView trace, Bar[] bars, bool horizontal)
    {
        (Axis along, Axis across) = horizontal ? (Y, X) : (X, Y);
        Attr error = trace.Attributes[horizontal ? "error_x" : "error_y"];
        ErrorBar.Draw(canvas, error, [.. ErrorBar.Ranges(error, [.. bars.Select(b => b.To)], across)], across,
            [.. bars.Select(b => along.At(b.Middle))], new Rgb(42, 63, 95));
    }
}
