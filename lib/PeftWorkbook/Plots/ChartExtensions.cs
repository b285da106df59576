using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace PeftWorkbook.Plots;

/// <summary>
/// What notebooks often set on a chart and Plotly.NET's C# API has no method for. Each method changes the chart and
/// returns it.
/// </summary>
public static class ChartExtensions
{
    /// <summary>A title over the chart.</summary>
    public static GenericChart WithTitle(this GenericChart chart, string title) =>
        chart.WithLayout("title", Text(title));

    /// <summary>Sets a property of the layout by plotly's name, such as <c>"bargap"</c>.</summary>
    public static GenericChart WithLayout(this GenericChart chart, string name, object value)
    {
        var layout = new Layout();
        layout.SetProperty(name, value);
        return GenericChart.addLayout(layout, chart);
    }

    /// <summary>How bars of the same place stand together: <c>"group"</c>, <c>"stack"</c>, <c>"overlay"</c>.</summary>
    public static GenericChart WithBarMode(this GenericChart chart, string mode) => chart.WithLayout("barmode", mode);

    /// <summary>Texts instead of the numbers 0, 1, 2... along the x axis.</summary>
    public static GenericChart WithXLabels(this GenericChart chart, IEnumerable<string> labels) =>
        chart.WithLabels("xaxis", labels);

    /// <summary>Texts instead of the numbers 0, 1, 2... along the y axis.</summary>
    public static GenericChart WithYLabels(this GenericChart chart, IEnumerable<string> labels) =>
        chart.WithLabels("yaxis", labels);

    /// <summary>A dotted line across the chart at this height, with a text at its right end.</summary>
    public static GenericChart WithHorizontalLine(this GenericChart chart, double y, string text = "")
    {
        var line = new Line();
        line.SetProperty("dash", "dot");
        line.SetProperty("width", 1.5);
        line.SetProperty("color", Palette.Muted);
        var shape = new Shape();
        foreach ((string name, object value) in new (string, object)[]
            { ("type", "line"), ("xref", "paper"), ("x0", 0), ("x1", 1), ("y0", y), ("y1", y), ("line", line) })
            shape.SetProperty(name, value);
        chart.WithLayout("shapes", new[] { shape });
        return text.Length == 0 ? chart : chart.Annotated(text, ("xref", "paper"), ("x", 1), ("y", y),
            ("xanchor", "right"), ("yanchor", "bottom"), ("showarrow", false));
    }

    /// <summary>A text with an arrow to a point of the chart.</summary>
    public static GenericChart WithAnnotation(this GenericChart chart, double x, double y, string text) =>
        chart.Annotated(text, ("x", x), ("y", y), ("showarrow", true));

    private static GenericChart Annotated(this GenericChart chart, string text,
        params (string Name, object Value)[] properties)
    {
        var note = new Annotation();
        note.SetProperty("text", text);
        foreach ((string name, object value) in properties)
            note.SetProperty(name, value);
        return chart.WithLayout("annotations", new[] { note });
    }

    private static GenericChart WithLabels(this GenericChart chart, string axis, IEnumerable<string> labels)
    {
        string[] texts = [.. labels];
        var ticks = new LinearAxis();
        ticks.SetProperty("tickvals", Enumerable.Range(0, texts.Length).ToArray());
        ticks.SetProperty("ticktext", texts);
        return chart.WithLayout(axis, ticks);
    }

    private static Title Text(string text)
    {
        var title = new Title();
        title.SetProperty("text", text);
        return title;
    }
}
