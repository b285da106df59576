using System.Diagnostics;
using Plotly.NET.LayoutObjects;

namespace Plotly.NET.CSharp;

/// <summary>Methods that style a chart. They change it and return it.</summary>
public static partial class GenericChartExtensions
{
    /// <summary>The layout itself, not a copy: what has no method here is set there by plotly's name.</summary>
    public static Layout GetLayout(this GenericChart gChart) => GenericChart.getLayout(gChart);

    /// <summary>The traces themselves, not copies.</summary>
    public static Trace[] GetTraces(this GenericChart gChart) => [.. gChart.Traces];

    /// <summary>Writes the chart as a page of its own, with plotly.js from its CDN.</summary>
    public static void SaveHtml(this GenericChart gChart, string path, Optional<bool> OpenInBrowser = default)
    {
        string file = Path.HasExtension(path) ? path : path + ".html";
        File.WriteAllText(file, GenericChart.toEmbeddedHTML(gChart));
        if (OpenInBrowser.Or(false))
            Process.Start(new ProcessStartInfo(Path.GetFullPath(file)) { UseShellExecute = true })?.Dispose();
    }

    /// <summary>Opens the chart in the browser.</summary>
    public static void Show(this GenericChart gChart) =>
        gChart.SaveHtml(Path.Combine(Path.GetTempPath(), Guid.NewGuid() + ".html"), OpenInBrowser: true);

    /// <summary>Name, visibility and place in the legend, for all traces of the chart.</summary>
    public static GenericChart WithTraceInfo(
        this GenericChart gChart, Optional<string> Name = default, Optional<StyleParam.Visible> Visible = default,
        Optional<bool> ShowLegend = default, Optional<int> LegendRank = default,
        Optional<string> LegendGroup = default, Optional<Title> LegendGroupTitle = default)
    {
        foreach (Trace trace in gChart.Traces)
            trace.Set("name", Name).Set("visible", Visible).Set("showlegend", ShowLegend)
                .Set("legendrank", LegendRank).Set("legendgroup", LegendGroup)
                .Set("legendgrouptitle", LegendGroupTitle);
        return gChart;
    }

    /// <summary>Width and height in pixels.</summary>
    public static GenericChart WithSize(
        this GenericChart gChart, Optional<int> Width = default, Optional<int> Height = default)
    {
        gChart.Layout.Set("width", Width).Set("height", Height);
        return gChart;
    }

    /// <summary>A small chart under an x axis that chooses its range.</summary>
    public static GenericChart WithXAxisRangeSlider(
        this GenericChart gChart, RangeSlider rangeSlider, Optional<StyleParam.SubPlotId> Id = default) =>
        gChart.With(Id.Or(StyleParam.SubPlotId.NewXAxis(1)), new LinearAxis().Set("rangeslider", rangeSlider));

    /// <summary>Adds to a legend, to the first one unless <paramref name="Id"/> names another.</summary>
    public static GenericChart WithLegend(this GenericChart gChart, Legend legend, Optional<int> Id) =>
        gChart.With(StyleParam.SubPlotId.NewLegend(Id.Or(1)), legend);

    /// <summary>Adds a part to what the layout has under this name.</summary>
    private static GenericChart With<T>(this GenericChart chart, StyleParam.SubPlotId id, T part)
        where T : DynamicObj.DynamicObj, new()
    {
        chart.Layout.Part<T>(id.ToString()).Merge(part);
        return chart;
    }
}
