namespace PeftWorkbook.Plots.Svg;

/// <summary>Which traces the legend lists, and with which symbols.</summary>
internal static class LegendReader
{
    public static IEnumerable<LegendEntry> Entries(Figure figure)
    {
        foreach (TraceView trace in figure.Traces.Where(t => t.IsInLegend))
            yield return Entry(trace);
        foreach (TraceView pie in figure.Pies.Where(p => p.Attributes["showlegend"].Flag(true)))
        {
            foreach ((string label, Rgb color) in new PiePainter(pie, figure.Colors).Legend)
                yield return new(label, color, "box", "", "circle", "");
        }
    }

    /// <summary>Stacked traces are listed from the top of the stack down.</summary>
    public static bool IsReversed(Figure figure) =>
        (figure.Layout["barmode"].Text("group") is "stack" or "relative" && figure.Traces.Any(t => t.Type == "bar"))
        || figure.Traces.Any(t => t.Attributes["fill"].Text("") is "tonexty" or "tonextx");

    private static LegendEntry Entry(TraceView trace)
    {
        Attr a = trace.Attributes, marker = a["marker"], line = a["line"];
        Rgb color = trace.ColorsOf(marker) is { Length: > 0 } several
            && trace.Type is not ("scatter" or "scattergl") ? several[0] : trace.ColorOf(marker["color"]);
        if (trace.Type is not ("scatter" or "scattergl" or "scatter3d"))
            return new(trace.Name, line["color"].Exists
                && trace.Type is "box" or "violin"
                ? trace.ColorOf(line["color"]) : color, "box", "", "circle", trace.LegendGroup);
        string kind = a["mode"].Text(a["stackgroup"].Exists ? "lines" : a["x"].Items.Count < 20
            ? "lines+markers" : "lines");
        if (a["fill"].Text("none") != "none")
            kind += "+fill";
        Rgb drawn = line["color"].Exists && kind.Contains("lines", StringComparison.Ordinal)
            ? trace.ColorOf(line["color"]) : color;
        return new(trace.Name, drawn, kind, LinePath.Dashes(line["dash"].Text("solid")), marker["symbol"].IsArray
            ? "circle" : marker["symbol"].Text("circle"), trace.LegendGroup);
    }
}
