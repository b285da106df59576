using System.Text.Json;
using Microsoft.Data.Analysis;
using Microsoft.DotNet.Interactive.Formatting;
using Plotly.NET;

namespace PeftWorkbook.Plots;

/// <summary>How notebooks show what the workbook works with: charts and data frames.</summary>
public static class Formatters
{
    private const string PlotlyType = "application/vnd.plotly.v1+json", SvgType = "image/svg+xml";
    private const string HtmlType = "text/html", TextType = "text/plain";

    private static readonly Lock Gate = new();
    private static bool isDone;

    /// <summary>
    /// Registers the formatters; the second call and every later one does nothing. A chart is shown as an interactive
    /// plotly chart, as an SVG picture, as HTML that holds both, and as one line of text; a data frame as an HTML
    /// table and as text.
    /// </summary>
    public static void Register()
    {
        lock (Gate)
        {
            if (isDone)
                return;
            isDone = true;
            Formatter.Register<GenericChart>(GenericChart.toFigureJson, PlotlyType);
            Formatter.Register<GenericChart>(chart => StaticSvg.Draw(GenericChart.toFigureJson(chart)), SvgType);
            Formatter.Register<GenericChart>(chart => ChartHtml.Make(GenericChart.toFigureJson(chart)), HtmlType);
            Formatter.Register<GenericChart>(chart => Describe(GenericChart.toFigureJson(chart)), TextType);
            Formatter.SetPreferredMimeTypesFor(typeof(GenericChart), HtmlType, PlotlyType, SvgType, TextType);
            Formatter.Register<DataFrame>(DataFrameTable.Html, HtmlType);
            Formatter.Register<DataFrame>(DataFrameTable.Text, TextType);
            Formatter.SetPreferredMimeTypesFor(typeof(DataFrame), HtmlType, TextType);
            Formatter.Register<ProgressView>(view => view.Html(), HtmlType);
            Formatter.Register<ProgressView>(view => view.Text(), TextType);
            Formatter.SetPreferredMimeTypesFor(typeof(ProgressView), HtmlType, TextType);
        }
    }

    /// <summary>One line: the title and what is drawn, as in <c>Chart "Loss": scatter "train" (60)</c>.</summary>
    internal static string Describe(string figureJson)
    {
        using JsonDocument figure = JsonDocument.Parse(figureJson, new JsonDocumentOptions { MaxDepth = 256 });
        JsonElement layout = figure.RootElement.GetProperty("layout");
        string title = layout.TryGetProperty("title", out JsonElement t)
            ? t.ValueKind == JsonValueKind.String ? t.GetString()!
            : t.ValueKind == JsonValueKind.Object
                && t.TryGetProperty("text", out JsonElement text) ? text.ToString() : ""
            : "";
        string[] traces = [.. figure.RootElement.GetProperty("data").EnumerateArray().Select(DescribeTrace)];
        string shown = string.Join(", ", traces.Take(6)) + (traces.Length > 6 ? $", {traces.Length - 6} more" : "");
        return title.Length > 0 ? $"Chart \"{title}\": {shown}" : $"Chart: {shown}";
    }

    private static string DescribeTrace(JsonElement trace)
    {
        string type = trace.TryGetProperty("type", out JsonElement kind) ? kind.ToString() : "scatter";
        string name = trace.TryGetProperty("name", out JsonElement given) ? $" \"{given}\"" : "";
        JsonElement data = default;
        foreach (string axis in new[] { "z", "y", "x", "values" })
        {
            if (trace.TryGetProperty(axis, out data) && data.ValueKind == JsonValueKind.Array)
                break;
        }
        if (data.ValueKind != JsonValueKind.Array)
            return type + name;
        int count = data.GetArrayLength();
        bool isGrid = count > 0 && data[0].ValueKind == JsonValueKind.Array;
        return $"{type}{name} ({(isGrid ? $"{count}×{data[0].GetArrayLength()}" : $"{count}")})";
    }
}
