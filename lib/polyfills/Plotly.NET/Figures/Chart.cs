using Microsoft.FSharp.Core;
using Plotly.NET.LayoutObjects;
using Plotly.NET.TraceObjects;

namespace Plotly.NET;

/// <summary>
/// Functions that style a chart: <c>Plotly.NET.Chart.withTitle("Loss", null).Invoke(chart)</c>. They change the chart
/// and return it.
/// </summary>
public sealed class Chart
{
    private Chart()
    {
    }

    /// <summary>All traces on the same axes.</summary>
    public static GenericChart combine(IEnumerable<GenericChart> gCharts) => GenericChart.combine(gCharts);

    /// <summary>A title over the figure.</summary>
    public static FSharpFunc<GenericChart, GenericChart> withTitle(string title, FSharpOption<Font>? TitleFont) =>
        InLayout("title", new Title().Set("text", title).SetOption("font", TitleFont));

    /// <summary>A title over the figure.</summary>
    public static FSharpFunc<GenericChart, GenericChart> withTitle(Title title) => InLayout("title", title);

    /// <summary>Adds to the layout.</summary>
    public static FSharpFunc<GenericChart, GenericChart> withLayout(Layout layout) =>
        Styled(chart => GenericChart.addLayout(layout, chart));

    /// <summary>Adds to the configuration.</summary>
    public static FSharpFunc<GenericChart, GenericChart> withConfig(Config config) =>
        Styled(chart => GenericChart.addConfig(config, chart));

    /// <summary>Colours, fonts and lines of the figure.</summary>
    public static FSharpFunc<GenericChart, GenericChart> withTemplate(Template template) =>
        Styled(chart => chart.Layout.SetProperty("template", template.Copy()));

    /// <summary>Space around the charts.</summary>
    public static FSharpFunc<GenericChart, GenericChart> withMargin(Margin margin) => InLayout("margin", margin);

    /// <summary>Width and height in pixels.</summary>
    public static FSharpFunc<GenericChart,
        GenericChart> withSize(FSharpOption<int>? Width, FSharpOption<int>? Height) =>
        withLayout(new Layout().SetOption("width", Width).SetOption("height", Height));

    /// <summary>Width and height in pixels, rounded down.</summary>
    public static FSharpFunc<GenericChart, GenericChart> withSize(double width, double height) =>
        withLayout(new Layout().Set("width", (int)width).Set("height", (int)height));

    /// <summary>Adds to an x axis, to the first one unless another is named.</summary>
    public static FSharpFunc<GenericChart, GenericChart> withXAxis(
        LinearAxis xAxis, FSharpOption<StyleParam.SubPlotId>? Id) => InLayout(Id?.Value.ToString() ?? "xaxis", xAxis);

    /// <summary>Adds to a y axis, to the first one unless another is named.</summary>
    public static FSharpFunc<GenericChart, GenericChart> withYAxis(
        LinearAxis yAxis, FSharpOption<StyleParam.SubPlotId>? Id) => InLayout(Id?.Value.ToString() ?? "yaxis", yAxis);

    /// <summary>Adds to a legend, to the first one unless another is named.</summary>
    public static FSharpFunc<GenericChart, GenericChart> withLegend(Legend legend, FSharpOption<int>? Id) =>
        InLayout(StyleParam.SubPlotId.NewLegend(Id?.Value ?? 1).ToString(), legend);

    /// <summary>Adds to a scene, to the first one unless another is named.</summary>
    public static FSharpFunc<GenericChart, GenericChart> withScene(Scene scene, FSharpOption<int>? Id) =>
        InLayout(StyleParam.SubPlotId.NewScene(Id?.Value ?? 1).ToString(), scene);

    /// <summary>
    /// A text at a place of the chart, before those that are there, or instead of them if <paramref name="Append"/>
    /// is false.
    /// </summary>
    public static FSharpFunc<GenericChart, GenericChart> withAnnotation(
        Annotation annotation, FSharpOption<bool>? Append) => withAnnotations([annotation], Append);

    /// <summary>
    /// Texts at places of the chart, before those that are there, or instead of them if <paramref name="Append"/> is
    /// false.
    /// </summary>
    public static FSharpFunc<GenericChart, GenericChart> withAnnotations(
        IEnumerable<Annotation> annotations, FSharpOption<bool>? Append) =>
        Listed("annotations", [.. annotations], Append);

    /// <summary>
    /// A shape, before those that are there, or instead of them if <paramref name="Append"/> is false.
    /// </summary>
    public static FSharpFunc<GenericChart, GenericChart> withShape(Shape shape, FSharpOption<bool>? Append) =>
        withShapes([shape], Append);

    /// <summary>
    /// Shapes, before those that are there, or instead of them if <paramref name="Append"/> is false.
    /// </summary>
    public static FSharpFunc<GenericChart, GenericChart> withShapes(
        IEnumerable<Shape> shapes, FSharpOption<bool>? Append) => Listed("shapes", [.. shapes], Append);

    /// <summary>Adds to the markers of all traces.</summary>
    public static FSharpFunc<GenericChart, GenericChart> withMarker(Marker marker) => InTraces("marker", marker);

    /// <summary>Adds to the lines of all traces.</summary>
    public static FSharpFunc<GenericChart, GenericChart> withLine(Line line) => InTraces("line", line);

    /// <summary>Error bars along x for all traces.</summary>
    public static FSharpFunc<GenericChart, GenericChart> withXError(Error xError) => InTraces("error_x", xError);

    /// <summary>Error bars along y for all traces.</summary>
    public static FSharpFunc<GenericChart, GenericChart> withYError(Error yError) => InTraces("error_y", yError);

    /// <summary>Adds to the colour bars of all traces.</summary>
    public static FSharpFunc<GenericChart, GenericChart> withColorBar(ColorBar colorbar) =>
        InTraces("colorbar", colorbar);

    private static FSharpFunc<GenericChart, GenericChart> Styled(Action<GenericChart> style) =>
        FSharpFunc<GenericChart, GenericChart>.FromConverter(chart =>
        {
            style(chart);
            return chart;
        });

    private static FSharpFunc<GenericChart, GenericChart> InLayout(string name, DynamicObj.DynamicObj part) =>
        Styled(chart => Layout.combine(chart.Layout, new Layout().Set(name, part)));

    private static FSharpFunc<GenericChart, GenericChart> Listed(
        string name, DynamicObj.DynamicObj[] parts, FSharpOption<bool>? append) => Styled(chart =>
        {
            var known = append is { Value: false } ? null
                : chart.Layout.Properties.GetValueOrDefault(name) as System.Collections.IEnumerable;
            chart.Layout.SetProperty(name, parts.Concat(known?.Cast<object>() ?? []).ToArray());
        });

    private static FSharpFunc<GenericChart, GenericChart> InTraces(string name, DynamicObj.DynamicObj part) =>
        Styled(chart =>
        {
            foreach (Trace trace in chart.Traces)
                trace.Part<DynamicObj.DynamicObj>(name).Merge(part);
        });
}
