namespace PeftWorkbook.Plots.Svg;

/// <summary>Sectors of a pie, the largest first, clockwise from the top.</summary>
internal sealed class PiePainter
{
    private readonly Attr attributes;
    private readonly (string Label, double Value, Rgb Color)[] sectors;

    public PiePainter(TraceView trace, Rgb[] colorway)
    {
        attributes = trace.Attributes;
        string[] labels = [.. attributes["labels"].Items.Select(l => l.ToString())];
        Rgb[] given = [.. attributes["marker"]["colors"].Items.Select(c => Rgb.TryParse(c.ToString()) ?? colorway[0])];
        double[] values = attributes["values"].Numbers();
        if (values.Length == 0)
            values = [.. labels.Select(_ => 1.0)];
        var read = values.Select((v, i) => (Label: i < labels.Length ? labels[i] : $"{i}", Value: v, Index: i)).Where(s => s.Value > 0);
        var ordered = attributes["sort"].Flag(true) ? [.. read.OrderByDescending(s => s.Value)] : read.ToArray();
        sectors = [.. ordered.Select((s, i) =>
            (s.Label, s.Value, s.Index < given.Length ? given[s.Index] : colorway[i % colorway.Length]))];
    }

    public IEnumerable<(string Label, Rgb Color)> Legend => sectors.Select(s => (s.Label, s.Color));

    public void Draw(SvgCanvas canvas, Box area)
    {
        double total = sectors.Sum(s => s.Value), radius = Math.Min(area.Width, area.Height) / 2,
            inner = radius * attributes["hole"].Number(0);
        (double x, double y) = (area.Left + (area.Width / 2), area.Top + (area.Height / 2));
        double angle = attributes["rotation"].Number(0) * Math.PI / 180;
        // Counterclockwise, plotly's default, still begins with the first sector to the right of the top.
        double turn = attributes["direction"].Text("counterclockwise") == "clockwise" ? 1 : -1;
        if (turn < 0 && sectors.Length > 0)
            angle += sectors[0].Value / total * 2 * Math.PI;
        Attr line = attributes["marker"]["line"];
        string outline = line["width"].Number(0) > 0
            ? " " + SvgCanvas.Stroke(Rgb.Clean(line["color"].Text("#444")), line["width"].Number(0)) : "";
        foreach ((string label, double value, Rgb color) in sectors)
        {
            double end = angle + (turn * value / total * 2 * Math.PI);
            canvas.Path(Sector(x, y, radius, inner, angle, end), $"fill=\"{color}\"{outline}");
            double middle = (angle + end) / 2, at = inner > 0 ? (radius + inner) / 2 : radius * 0.65;
            string text = Text(label, value, total);
            if (value / total > 0.03 && text.Length > 0)
                Label.Draw(canvas, text, x + (Math.Sin(middle) * at), y - (Math.Cos(middle) * at)
                    + 4, 12, color.Brightness >= 0.5 ? "#444" : "#fff", "middle");
            angle = end;
        }
    }

    private string Text(string label, double value, double total) => attributes["textinfo"].Text("percent") switch
    {
        "none" => "",
        "label" => label,
        "value" => Ticks.Number(value, 0),
        "label+percent" => $"{label}<br>{Percent(value / total)}",
        _ => Percent(value / total),
    };

    private static string Percent(double part) =>
        (part * 100).ToString(part >= 0.1 ? "0.#" : "0.##", System.Globalization.CultureInfo.InvariantCulture) + "%";

    private static string Sector(double x, double y, double outer, double inner, double from, double to)
    {
        // An arc from a point to itself is nothing: a whole circle stops just short of it.
        if (Math.Abs(to - from) > (2 * Math.PI) - 1e-6)
            to = from + (Math.Sign(to - from) * ((2 * Math.PI) - 1e-4));
        string large = Math.Abs(to - from) > Math.PI ? "1" : "0", sweep = to > from ? "1" : "0", back = to > from
            ? "0" : "1";
        string At(double r, double a) => $"{SvgCanvas.Of(x + (Math.Sin(a) * r))},{SvgCanvas.Of(y - (Math.Cos(a) * r))}";
        string r = SvgCanvas.Of(outer), h = SvgCanvas.Of(inner);
        return inner > 0
            ? $"M{At(outer, from)}A{r},{r} 0 {large} {sweep} {At(outer, to)}L{At(inner, to)}A{h},{h} 0 {large} {back} {At(inner, from)}Z"
            : $"M{SvgCanvas.Of(x)},{SvgCanvas.Of(y)}L{At(outer, from)}A{r},{r} 0 {large} {sweep} {At(outer, to)}Z";
    }
}
