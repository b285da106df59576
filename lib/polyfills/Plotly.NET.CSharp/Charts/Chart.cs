using Plotly.NET.LayoutObjects;

namespace Plotly.NET.CSharp;

/// <summary>
/// Makes charts. Type arguments are the types of the data and of the text beside it:
/// <c>Chart.Line&lt;int, double, string&gt;(x, y, Name: "loss")</c>.
/// </summary>
public static partial class Chart
{
    /// <summary>All traces on the same axes. Layouts are put together, the later one winning.</summary>
    /// <exception cref="ArgumentException">There is no chart.</exception>
    public static GenericChart Combine(IEnumerable<GenericChart> gCharts) => GenericChart.combine(gCharts);

    /// <summary>An empty place in a grid.</summary>
    public static GenericChart Invisible()
    {
        var trace = new Trace2D("");
        trace.SetProperty("type", null);
        GenericChart chart = GenericChart.ofTraceObject(false, trace);
        foreach (string name in new[] { "xaxis", "yaxis" })
            chart.Layout.SetProperty(name, new LinearAxis().Set("showticklabels", false).Set("showline", false)
                .Set("showgrid", false).Set("zeroline", false));
        return chart;
    }

    /// <summary>How bars of the same place stand together.</summary>
    private static GenericChart Barred(this GenericChart chart, string mode)
    {
        chart.Layout.SetProperty("barmode", mode);
        return chart;
    }

    /// <summary>A text in the middle of each cell of a heat map.</summary>
    private static GenericChart Annotated(this GenericChart chart, IEnumerable<IEnumerable<string>> texts)
    {
        chart.Layout.SetProperty("annotations", texts.SelectMany((row, y) => row.Select((text, x) =>
            new Annotation().Set("x", x).Set("y", y).Set("showarrow", false).Set("text", text))).ToArray());
        return chart;
    }
}
