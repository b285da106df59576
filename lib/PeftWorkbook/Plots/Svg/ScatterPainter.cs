namespace PeftWorkbook.Plots.Svg;

/// <summary>Lines, markers, text, filled areas and error bars.</summary>
internal sealed class ScatterPainter(TraceView trace, Axis x, Axis y, ScatterPainter? before) : TracePainter(x, y)
{
    private readonly Attr attributes = trace.Attributes;
    private double[] xs = [], ys = [];

    public override int Layer => 3;

    private string StackGroup => attributes["stackgroup"].Text("");

    private string Mode => attributes["mode"]
        .Text(StackGroup.Length > 0 ? "lines" : xs.Length < 20 ? "lines+markers" : "lines");

    private bool HasLines => Mode.Contains("lines", StringComparison.Ordinal);

    private bool HasMarkers => Mode.Contains("markers", StringComparison.Ordinal);

    public override void Measure()
    {
        int count = Math.Max(attributes["x"].Items.Count, attributes["y"].Items.Count);
        xs = Values(X, attributes["x"], count, attributes["x0"], attributes["dx"]);
        ys = Values(Y, attributes["y"], count, attributes["y0"], attributes["dy"]);
        if (StackGroup.Length > 0 && before is { } below && below.StackGroup == StackGroup)
            ys = [.. ys.Select((v, i) => v + (i < below.ys.Length ? below.ys[i] : 0))];
        int points = Math.Min(xs.Length, ys.Length);
        for (int i = 0; i < points; i++)
        {
            if (!double.IsFinite(xs[i]) || !double.IsFinite(ys[i]))
                continue;
            X.Include(xs[i]);
            Y.Include(ys[i]);
        }
        if (attributes["fill"].Text("") is "tozeroy" || StackGroup.Length > 0)
            Y.Include(Y.Kind == AxisKind.Log ? double.NaN : 0);
        foreach ((double low, double high) in Errors("error_y", ys, Y))
            Y.IncludeAll([low, high]);
        foreach ((double low, double high) in Errors("error_x", xs, X))
            X.IncludeAll([low, high]);
        Pad(X, HasMarkers || X.Kind == AxisKind.Category ? 0.05 : 0);
        if (attributes["fill"].Text("") == "tozeroy" || StackGroup.Length > 0)
            Y.PadHigh = Math.Max(Y.PadHigh, 0.055);
        else
            Pad(Y, 0.055);
    }

    public override void Draw(SvgCanvas canvas)
    {
        string opacity = trace.Opacity < 1 ? $" opacity=\"{SvgCanvas.Of(trace.Opacity)}\"" : "";
        canvas.Begin($"fill=\"none\"{opacity}");
        (double X, double Y)[] points = [.. xs.Zip(ys).Select(p => (X.At(p.First), Y.At(p.Second)))];
        DrawFill(canvas, points);
        ErrorBars(canvas);
        if (HasLines)
            DrawLine(canvas, points);
        if (HasMarkers)
            DrawMarkers(canvas, points);
        if (Mode.Contains("text", StringComparison.Ordinal))
            DrawTexts(canvas, points);
        canvas.End();
    }

    public (Rgb Color, double Width, string Dash) LineStyle()
    {
        Rgb fallback = trace.ColorOf(attributes["marker"]["color"]);
        Attr color = attributes["line"]["color"];
        return (color.Exists ? trace.ColorOf(color) : fallback, attributes["line"]["width"].Number(2),
            LinePath.Dashes(attributes["line"]["dash"].Text("solid")));
    }

    private void DrawLine(SvgCanvas canvas, (double X, double Y)[] points)
    {
        (Rgb color, double width, string dash) = LineStyle();
        string d = LinePath.Make(points, attributes["line"]["shape"].Text("linear"),
            attributes["line"]["smoothing"].Number(1));
        if (d.Length > 0 && width > 0)
            canvas.Path(d, SvgCanvas.Stroke(color.ToString(), width) + " stroke-linejoin=\"round\"" + dash);
    }

    private void DrawFill(SvgCanvas canvas, (double X, double Y)[] points)
    {
        string fill = attributes["fill"].Text(StackGroup.Length > 0 ? before is { } b
            && b.StackGroup == StackGroup ? "tonexty" : "tozeroy" : "none");
        (double X, double Y)[] drawn = [.. points.Where(p => double.IsFinite(p.X + p.Y))];
        if (fill == "none" || drawn.Length < 2)
            return;
        double zero = Y.At(Y.Kind == AxisKind.Log
            ? Y.Low : Math.Clamp(0, Math.Min(Y.Low, Y.High), Math.Max(Y.Low, Y.High)));
        (double X, double Y)[] back = fill == "tonexty" && before is { } below
            ? [.. below.xs.Zip(below.ys).Select(p => (X.At(p.First), Y.At(p.Second)))
                .Where(p => double.IsFinite(p.Item1 + p.Item2)).Reverse()]
            : fill is "toself" ? [] : [(drawn[^1].X, zero), (drawn[0].X, zero)];
        string shape = attributes["line"]["shape"].Text("linear");
        string d = LinePath.Make(drawn, shape, 1)
            + string.Concat(LinePath.Thin(back).Select(p => $"L{SvgCanvas.Of(p.X)},{SvgCanvas.Of(p.Y)}")) + "Z";
        Rgb color = attributes["fillcolor"].Exists
            ? trace.ColorOf(attributes["fillcolor"]) : LineStyle().Color with { A = 0.5 };
        canvas.Path(d, $"fill=\"{color}\"");
    }

    private void DrawMarkers(SvgCanvas canvas, (double X, double Y)[] points)
    {
        Attr marker = attributes["marker"];
        Rgb[]? colors = trace.ColorsOf(marker);
        string[] symbols = marker["symbol"].IsArray
            ? [.. marker["symbol"].Items.Select(s => s.ToString())] : [marker["symbol"].Text("circle")];
        double[] sizes = marker["size"].IsArray ? marker["size"].Numbers() : [marker["size"].Number(6)];
        double opacity = marker["opacity"].Number(1);
        Rgb one = marker["color"].Exists ? trace.ColorOf(marker["color"]) : LineStyle().Color;
        Attr outline = marker["line"];
        string stroke = outline["width"].Number(0) > 0
            ? " " + SvgCanvas.Stroke(Rgb.Clean(outline["color"].Text("#444")), outline["width"].Number(0)) : "";
        var groups = points.Select((p, i) =>
            (Point: p, Color: colors is null || colors.Length == 0 ? one : colors[i % colors.Length],
                Symbol: symbols[i % symbols.Length], Size: sizes[i % sizes.Length]))
            .Where(m => double.IsFinite(m.Point.X + m.Point.Y + m.Size))
                .GroupBy(m => (m.Color, IsOpen: MarkerShape.IsOpen(m.Symbol)));
        foreach (var group in groups)
        {
            string d = string.Concat(group.Select(m => MarkerShape.Path(m.Symbol, m.Point.X, m.Point.Y, m.Size / 2)));
            string paint = group.Key.IsOpen ? SvgCanvas.Stroke(group.Key.Color.ToString(), 1.2) : $"fill=\"{group.Key.Color}\"{stroke}";
            canvas.Path(d, paint + (opacity < 1 ? $" opacity=\"{SvgCanvas.Of(opacity)}\"" : ""));
        }
    }

    private void DrawTexts(SvgCanvas canvas, (double X, double Y)[] points)
    {
        Attr text = attributes["text"];
        string[] texts = text.IsArray ? [.. text.Items.Select(t => t.ToString())] : [text.Text("")];
        string position = attributes["textposition"].Text("middle center");
        double size = attributes["textfont"]["size"].Number(12);
        string anchor = position.Contains("left", StringComparison.Ordinal)
            ? "end" : position.Contains("right", StringComparison.Ordinal) ? "start" : "middle";
        double lift = position.StartsWith("top", StringComparison.Ordinal)
            ? -0.45 : position.StartsWith("bottom", StringComparison.Ordinal) ? 1.15 : 0.35;
        string color = Rgb.Clean(attributes["textfont"]["color"].Text("#2a3f5f"));
        double gap = HasMarkers && anchor != "middle" ? anchor == "start" ? 6 : -6 : 0;
        for (int i = 0; i < points.Length && texts.Length > 0; i++)
        {
            if (double.IsFinite(points[i].X + points[i].Y) && texts[i % texts.Length].Length > 0)
                Label.Draw(canvas, texts[i % texts.Length], points[i].X + gap, points[i].Y
                    + (size * lift), size, color, anchor);
        }
    }

    private void ErrorBars(SvgCanvas canvas)
    {
        foreach ((string name, Axis axis, double[] centers) in new[] { ("error_y", Y, ys), ("error_x", X, xs) })
            ErrorBar.Draw(canvas, attributes[name], [.. Errors(name, centers, axis)], axis, axis == Y
                ? [.. xs.Select(X.At)] : [.. ys.Select(Y.At)], LineStyle().Color);
    }

    private IEnumerable<(double Low, double High)> Errors(string name, double[] centers, Axis axis) =>
        ErrorBar.Ranges(attributes[name], centers, axis);
}
