namespace Plotly.NET;

/// <summary>Colours, fonts and lines for whole figures.</summary>
public static class ChartTemplates
{
    private const string White = "rgba(255, 255, 255, 1.0)";
    private const string Ink = "rgba(42, 63, 95, 1.0)";
    private const string Sky = "rgba(229, 236, 246, 1.0)";

    private static readonly string[] PlasmaStops =
    [
        "#0d0887", "#46039f", "#7201a8", "#9c179e", "#bd3786", "#d8576b", "#ed7953", "#fb9f3a", "#fdca26", "#f0f921",
    ];

    private static readonly string[] DivergingStops =
    [
        "#8e0152", "#c51b7d", "#de77ae", "#f1b6da", "#fde0ef", "#f7f7f7", "#e6f5d0", "#b8e186", "#7fbc41", "#4d9221",
        "#276419",
    ];

    /// <summary>The look of plotly.js in Python: white lines on light blue.</summary>
    public static Template plotly { get; } = Plotly();

    /// <summary>Axis lines on white.</summary>
    public static Template light { get; } = Plain("white");

    /// <summary>Axis lines on whatever the page has.</summary>
    public static Template transparent { get; } = Plain("rgba(255, 255, 255, 0)");

    private static Template Plain(string background) => new Template()
        .Set("layout", Of(("paper_bgcolor", background), ("plot_bgcolor", background),
            ("xaxis", Of(("showline", true), ("zeroline", true))),
            ("yaxis", Of(("showline", true), ("zeroline", true)))))
        .Set("data", Of());

    private static Template Plotly() => new Template().Set("layout", PlotlyLayout()).Set("data", PlotlyTraces());

    private static DynamicObj.DynamicObj PlotlyLayout() => Of(
        ("title", Of(("x", 0.05))), ("font", Of(("color", Ink))),
        ("paper_bgcolor", White), ("plot_bgcolor", Sky), ("autotypenumbers", "strict"),
        ("colorscale", Of(("diverging", Stops(DivergingStops)), ("sequential", Stops(PlasmaStops)),
            ("sequentialminus", Stops(PlasmaStops)))),
        ("hovermode", "closest"), ("hoverlabel", Of(("align", "left"))),
        ("coloraxis", Of(("colorbar", Bar()))),
        ("geo", Of(("showland", true), ("landcolor", Sky), ("showlakes", true), ("lakecolor", White),
            ("subunitcolor", White), ("bgcolor", White))),
        ("mapbox", Of(("style", "light"))),
        ("polar", Of(("bgcolor", Sky), ("radialaxis", Grid()), ("angularaxis", Grid()))),
        ("scene", Of(("xaxis", Wall()), ("yaxis", Wall()), ("zaxis", Wall()))),
        ("ternary", Of(("aaxis", Grid()), ("baxis", Grid()), ("caxis", Grid()), ("bgcolor", Sky))),
        ("xaxis", Axis()), ("yaxis", Axis()),
        ("annotationdefaults", Of(("arrowcolor", "#2a3f5f"), ("arrowhead", 0), ("arrowwidth", 1))),
        ("shapedefaults", Of(("line", Of(("color", Ink))))),
        ("colorway", new[]
        {
            "rgba(99, 110, 250, 1.0)", "rgba(239, 85, 59, 1.0)", "rgba(0, 204, 150, 1.0)", "rgba(171, 99, 250, 1.0)",
            "rgba(255, 161, 90, 1.0)", "rgba(25, 211, 243, 1.0)", "rgba(255, 102, 146, 1.0)",
            "rgba(182, 232, 128, 1.0)", "rgba(255, 151, 255, 1.0)", "rgba(254, 203, 82, 1.0)",
        }));

    private static DynamicObj.DynamicObj PlotlyTraces()
    {
        DynamicObj.DynamicObj traces = Of();
        Add(traces, "bar", ("marker", Bars()), ("error_x", Of(("color", Ink))), ("error_y", Of(("color", Ink))));
        Add(traces, "barpolar", ("marker", Bars()));
        Add(traces, "carpet", ("aaxis", Carpet()), ("baxis", Carpet()));
        foreach (string kind in new[]
            { "choropleth", "contour", "heatmap", "heatmapgl", "histogram2d", "histogram2dcontour", "surface" })
            Add(traces, kind, ("colorbar", Bar()), ("colorscale", Stops(PlasmaStops)));
        foreach (string kind in new[] { "contourcarpet", "mesh3d" })
            Add(traces, kind, ("colorbar", Bar()));
        Add(traces, "histogram", ("marker", Of(("pattern", Hatching()))));
        Add(traces, "parcoords", ("line", Of(("colorbar", Bar()))));
        Add(traces, "pie", ("automargin", true));
        foreach (string kind in new[] { "", "carpet", "geo", "gl", "mapbox", "polar", "polargl", "ternary" })
            Add(traces, "scatter" + kind, ("marker", Of(("colorbar", Bar()))));
        Add(traces, "scatter3d", ("marker", Of(("colorbar", Bar()))), ("line", Of(("colorbar", Bar()))));
        Add(traces, "table", ("cells", Cells("rgba(235, 240, 248, 1.0)")),
            ("header", Cells("rgba(200, 212, 227, 1.0)")));
        return traces;
    }

    private static void Add(DynamicObj.DynamicObj traces, string kind, params (string, object)[] properties) =>
        traces.SetProperty(kind, new[] { Of([("type", kind), .. properties]) });

    private static DynamicObj.DynamicObj Bar() => Of(("outlinewidth", 0), ("ticks", ""));

    private static DynamicObj.DynamicObj Hatching() => Of(("fillmode", "overlay"), ("size", 10), ("solidity", 0.2));

    private static DynamicObj.DynamicObj Bars() =>
        Of(("line", Of(("color", Sky), ("width", 0.5))), ("pattern", Hatching()));

    private static DynamicObj.DynamicObj Grid() => Of(("linecolor", White), ("gridcolor", White), ("ticks", ""));

    private static DynamicObj.DynamicObj Wall() => Of(("ticks", ""), ("linecolor", White), ("gridcolor", White),
        ("gridwidth", 2), ("zerolinecolor", White), ("backgroundcolor", Sky), ("showbackground", true));

    private static DynamicObj.DynamicObj Axis() => Of(("title", Of(("standoff", 15))), ("ticks", ""),
        ("automargin", "height+width+left+right+top+bottom"), ("linecolor", White), ("gridcolor", White),
        ("zerolinecolor", White), ("zerolinewidth", 2));

    private static DynamicObj.DynamicObj Carpet() => Of(("linecolor", White), ("gridcolor", White),
        ("endlinecolor", Ink), ("minorgridcolor", White), ("startlinecolor", Ink));

    private static DynamicObj.DynamicObj Cells(string fill) =>
        Of(("fill", Of(("color", fill))), ("line", Of(("color", White))));

    private static object[][] Stops(string[] colors) =>
        [.. colors.Select((color, i) => new object[] { (double)i / (colors.Length - 1), color })];

    private static DynamicObj.DynamicObj Of(params (string Name, object Value)[] properties)
    {
        var made = new DynamicObj.DynamicObj();
        foreach ((string name, object value) in properties)
            made.SetProperty(name, value);
        return made;
    }
}
