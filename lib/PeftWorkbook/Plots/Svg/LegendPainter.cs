namespace PeftWorkbook.Plots.Svg;

/// <summary>An entry of the legend: its symbol and its text.</summary>
internal sealed record LegendEntry(string Text, Rgb Color, string Kind, string Dash, string Symbol, string Group);

/// <summary>The list of traces, to the right of the plot, or in a row where the layout says so.</summary>
internal sealed class LegendPainter(Attr layout, LegendEntry[] entries, bool isReversed, string ink)
{
    private const double Row = 19, Symbol = 30;

    private readonly Attr legend = layout["legend"];

    /// <summary>plotly shows a legend where there is more than one entry, or where it is asked for.</summary>
    public bool IsShown => entries.Length > 0 && legend["visible"].Flag(true)
        && layout["showlegend"].Flag(entries.Length > 1);

    private double Size => legend["font"]["size"].Number(12);

    private bool IsRow => legend["orientation"].Text("v") == "h";

    private string Title => legend["title"]["text"].Text("");

    /// <summary>A legend that stands where nothing was said takes room beside the plot.</summary>
    public double RoomRight => IsShown && !IsRow && legend["x"].Number(1.02) >= 1 ? Width() + 22 : 0;

    public double RoomBelow => IsShown && IsRow && legend["y"].Number(-0.1) < 0 ? (Lines(500).Length * Row) + 8 : 0;

    public double RoomAbove => IsShown && IsRow && legend["y"].Number(-0.1) >= 1 ? (Lines(500).Length * Row) + 8 : 0;

    public void Draw(SvgCanvas canvas, Box plot, double below)
    {
        if (!IsShown)
            return;
        LegendEntry[][] lines = Lines(plot.Width);
        double width = IsRow ? lines.Max(l => l.Sum(EntryWidth))
            : Width(), height = (lines.Length * Row) + (Title.Length > 0 ? Row : 0);
        bool placed = legend["y"].Exists || !IsRow;
        double x = plot.Left + (plot.Width * legend["x"].Number(IsRow ? 0 : 1.02));
        double y = placed ? plot.Bottom - (plot.Height * legend["y"].Number(1)) : plot.Bottom + below;
        if (IsRow && legend["y"].Number(-0.1) < 0)
            y = plot.Bottom + below;
        double over = legend["y"].Number(1);
        x -= Anchor(legend["xanchor"].Text(legend["x"].Number(0) is > 1.0 / 3 and < 2.0 / 3
            ? "center" : legend["x"].Number(0) is >= 2.0 / 3 and <= 1 ? "right" : "left")) * width;
        y -= Anchor(legend["yanchor"].Text(IsRow
            && over < 0 ? "top" : over > 1 ? "bottom" : over <= 1.0 / 3 ? "bottom" : over < 2.0 / 3
            ? "middle" : "top")) * height;
        string fill = Rgb.Clean(legend["bgcolor"].Text("transparent"));
        if (legend["bgcolor"].Exists || legend["borderwidth"].Number(0) > 0)
            canvas.Rect(x - 4, y - 2, width + 8, height + 4, $"fill=\"{fill}\" "
                + SvgCanvas.Stroke(Rgb.Clean(legend["bordercolor"].Text("#444")), legend["borderwidth"].Number(0)));
        if (Title.Length > 0)
        {
            Label.Draw(canvas, Title, x + 2, y + 13, Size, ink);
            y += Row;
        }
        for (int i = 0; i < lines.Length; i++)
        {
            double at = x;
            foreach (LegendEntry entry in lines[i])
            {
                DrawEntry(canvas, entry, at, y + (i * Row) + (Row / 2));
                at += EntryWidth(entry);
            }
        }
    }

    private void DrawEntry(SvgCanvas canvas, LegendEntry entry, double x, double y)
    {
        if (entry.Kind.Contains("fill", StringComparison.Ordinal))
            canvas.Rect(x + 5, y, Symbol, 6, $"fill=\"{entry.Color with { A = 0.5 }}\"");
        if (entry.Kind.Contains("lines", StringComparison.Ordinal))
            canvas.Line(x + 5, y, x + 5 + Symbol - 2, y, SvgCanvas.Stroke(entry.Color.ToString(), 2) + entry.Dash);
        if (entry.Kind.Contains("markers", StringComparison.Ordinal))
            canvas.Path(MarkerShape.Path(entry.Symbol, x + 5 + (Symbol / 2), y, 3.2), $"fill=\"{entry.Color}\"");
        if (entry.Kind == "box")
            canvas.Rect(x + 8 + (Symbol / 2) - 9, y - 6, 12, 12, $"fill=\"{entry.Color}\"");
        Label.Draw(canvas, entry.Text, x + Symbol + 10, y + (Size * 0.35), Size, ink);
    }

    private LegendEntry[][] Lines(double width)
    {
        bool reversed = legend["traceorder"].Text(isReversed ? "reversed" : "normal")
            .Contains("reversed", StringComparison.Ordinal);
        LegendEntry[] ordered = reversed ? [.. entries.Reverse()] : entries;
        if (!IsRow)
            return [.. ordered.Select(e => new[] { e })];
        var lines = new List<List<LegendEntry>> { new() };
        foreach (LegendEntry entry in ordered)
        {
            if (lines[^1].Count > 0 && lines[^1].Sum(EntryWidth) + EntryWidth(entry) > width)
                lines.Add([]);
            lines[^1].Add(entry);
        }
        return [.. lines.Select(l => l.ToArray())];
    }

    private double EntryWidth(LegendEntry entry) => Symbol + 18 + Label.Width(entry.Text, Size);

    private double Width() => Math.Max(entries.Max(EntryWidth), Label.Width(Title, Size) + 4);

    private static double Anchor(string anchor) => anchor switch
    {
        "center" or "middle" => 0.5,
        "right" or "bottom" => 1,
        _ => 0,
    };
}
