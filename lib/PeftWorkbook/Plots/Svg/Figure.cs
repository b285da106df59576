using System.Text.Json;

namespace PeftWorkbook.Plots.Svg;

/// <summary>A figure read from JSON: its layout, its traces, and the axes and plots they share.</summary>
internal sealed class Figure
{
    private static readonly string[] Colorway =
        ["#636efa", "#ef553b", "#00cc96", "#ab63fa", "#ffa15a", "#19d3f3", "#ff6692", "#b6e880", "#ff97ff", "#fecb52"];

    private readonly Dictionary<string, Axis> axes = [];

    public Figure(JsonElement root)
    {
        var figure = new Attr(root);
        Attr template = figure["layout"]["template"];
        Layout = figure["layout"].Or(template["layout"]);
        Attr own = Layout["colorway"];
        Colors = [.. (own.IsArray ? own.Items.Select(c => c.ToString()) : Colorway)
            .Select(c => Rgb.TryParse(c) ?? new Rgb(99, 110, 250))];
        Traces = [.. figure["data"].Parts.Select((trace, i) =>
            new TraceView(trace.Or(template["data"][trace["type"].Text("scatter")].Parts.FirstOrDefault()), i,
                Colors[i % Colors.Length]))];
        foreach (TraceView trace in Traces.Where(t => t.IsVisible && IsPlane(t)))
            PlotOf(trace).Traces.Add(trace);
        foreach (Axis axis in axes.Values)
        {
            axis.Use();
            axis.Decide(Plots.Where(p => (axis.IsX ? p.XId : p.YId) == axis.Id).SelectMany(p => p.Data(axis.IsX)));
        }
        foreach (Plot plot in Plots)
            plot.Prepare(axes[plot.XId], axes[plot.YId], Layout);
        foreach (Axis axis in axes.Values)
            axis.SetRange();
    }

    public Attr Layout { get; }

    public Rgb[] Colors { get; }

    public TraceView[] Traces { get; }

    public List<Plot> Plots { get; } = [];

    public IEnumerable<Axis> Axes => axes.Values;

    public IEnumerable<IGrouping<string, TraceView>> Scenes => Traces
        .Where(t => t.IsVisible && t.Type is "surface" or "scatter3d")
            .GroupBy(t => t.Attributes["scene"].Text("scene"));

    public IEnumerable<TraceView> Pies => Traces.Where(t => t.IsVisible && t.Type == "pie");

    public Axis? FindAxis(string id) => axes.GetValueOrDefault(id);

    public Axis AxisOf(string id) => axes[id];

    /// <summary>The part of the figure that something takes: its own domain, or its cell of the grid.</summary>
    public (double X0, double X1, double Y0, double Y1) Domain(Attr domain, int row, int column)
    {
        double[] x = domain["x"].Numbers(), y = domain["y"].Numbers();
        var grid = new Grid(Layout["grid"]);
        (double x0, double x1) = x.Length == 2 ? (x[0], x[1]) : grid.Column((int)domain["column"].Number(column));
        (double y0, double y1) = y.Length == 2 ? (y[0], y[1]) : grid.Row((int)domain["row"].Number(row));
        return (x0, x1, y0, y1);
    }

    /// <summary>The part of the figure's width or height along which an axis lies.</summary>
    public (double From, double To) Span(Axis axis)
    {
        double[] own = axis.Attributes["domain"].Numbers();
        if (own.Length == 2)
            return (own[0], own[1]);
        var grid = new Grid(Layout["grid"]);
        int number = Math.Max(1, int.TryParse(axis.Id.AsSpan(1), out int n) ? n : 1) - 1;
        if (!grid.Exists)
            return (0, 1);
        return axis.IsX ? grid.Column(grid.IsCoupled ? number : number % grid.Columns)
            : grid.Row(grid.IsCoupled ? number : number / grid.Columns);
    }

    private static bool IsPlane(TraceView trace) => trace.Type
        is "scatter" or "scattergl" or "bar" or "histogram" or "heatmap" or "heatmapgl" or "box" or "violin";

    private Plot PlotOf(TraceView trace)
    {
        string x = trace.Attributes["xaxis"].Text("x"), y = trace.Attributes["yaxis"].Text("y");
        foreach (string id in new[] { x, y })
        {
            if (!axes.ContainsKey(id))
                axes[id] = new Axis(id, new Attr([.. Own(id)])
                    .Or(Layout[id[..1] + "axis"] is { } template
                    && id.Length > 1 ? Template(id) : Layout[id[..1] + "axis"]));
        }
        Plot? known = Plots.FirstOrDefault(p => p.XId == x && p.YId == y);
        if (known is null)
            Plots.Add(known = new Plot(x, y));
        return known;
    }

    private IEnumerable<JsonElement> Own(string id)
    {
        Attr own = Layout[$"{id[0]}axis{id[1..]}"];
        return own.Exists ? [own.Element] : [];
    }

    /// <summary>What the template says about all axes of a direction; a second axis does not follow the first.</summary>
    private Attr Template(string id) => Layout["template"]["layout"][id[..1] + "axis"];
}
