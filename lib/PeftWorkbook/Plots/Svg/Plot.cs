using System.Text.Json;

namespace PeftWorkbook.Plots.Svg;

/// <summary>One pair of axes with its traces, or one scene, or one pie.</summary>
internal sealed class Plot(string xId, string yId)
{
    public string XId { get; } = xId;

    public string YId { get; } = yId;

    public List<TraceView> Traces { get; } = [];

    public List<TracePainter> Painters { get; } = [];

    /// <summary>Makes the painters of the traces: bars and boxes together, anything else one by one.</summary>
    public void Prepare(Axis x, Axis y, Attr layout)
    {
        TraceView[] bars = [.. Traces.Where(t => t.Type is "bar" or "histogram")];
        TraceView[] boxes = [.. Traces.Where(t => t.Type is "box" or "violin")];
        if (bars.Length > 0)
            Painters.Add(new BarPainter(bars, x, y, layout));
        if (boxes.Length > 0)
            Painters.Add(new BoxPainter(boxes, x, y, layout));
        ScatterPainter? before = null;
        foreach (TraceView trace in Traces)
        {
            if (trace.Type is "heatmap" or "heatmapgl")
                Painters.Add(new HeatmapPainter(trace, x, y));
            else if (trace.Type is "scatter" or "scattergl")
                Painters.Add(before = new ScatterPainter(trace, x, y, before));
        }
        foreach (TracePainter painter in Painters)
            painter.Measure();
    }

    /// <summary>All data along an axis, which tell what kind of axis it is.</summary>
    public IEnumerable<Attr> Data(bool isX) => Traces.SelectMany(trace =>
    {
        Attr a = trace.Attributes, data = a[isX ? "x" : "y"];
        if (trace.Type is not ("box" or "violin") || data.IsArray)
            return [data];
        bool named = isX ? a["y"].IsArray : a["x"].IsArray && !a["y"].IsArray;
        return named ? [new Attr(JsonSerializer.SerializeToElement(new[] { trace.Name }))] : Array.Empty<Attr>();
    });

    public bool IsDiscrete => Traces.Any(t => t.Type is "heatmap" or "heatmapgl");
}
