using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workbook.Notebooks.Html;

/// <summary>A cell's outputs as HTML: of each bundle the richest form that works without a kernel.</summary>
/// <param name="markdown">Converts outputs that are Markdown.</param>
/// <param name="widgets">The notebook's stored widget models.</param>
internal sealed class OutputHtml(MarkdownHtml markdown, WidgetModels widgets)
{
    private const string PlotlyType = "application/vnd.plotly.v1+json";
    private const string WidgetType = "application/vnd.jupyter.widget-view+json";

    /// <summary>All outputs of a cell, or of an Output widget.</summary>
    public string Convert(JsonArray outputs) =>
        string.Concat(outputs.OfType<JsonObject>().Select(output => Convert(output)));

    private string Convert(JsonObject output)
    {
        string type = Text(output["output_type"]);
        return type switch
        {
            "stream" =>
                $"<pre class=\"stream {WebUtility.HtmlEncode(Text(output["name"]))}\">"
                + $"{AnsiHtml.Convert(MultilineText.Join(output["text"]))}</pre>\n",
            "error" => Error(output),
            _ => $"<div class=\"result\">{Bundle(output["data"] as JsonObject ?? [])}</div>\n",
        };
    }

    private static string Error(JsonObject output)
    {
        string[] lines = [.. (output["traceback"] as JsonArray ?? []).Select(Text)];
        string text = lines.Length > 0 ? string.Join('\n', lines) : $"{Text(output["ename"])}: {Text(output["evalue"])}";
        return $"<pre class=\"error\">{AnsiHtml.Convert(text)}</pre>\n";
    }

    private string Bundle(JsonObject data)
    {
        string Content(string type) => MultilineText.Join(data[type]);
        bool Has(string type) => data.ContainsKey(type);
        if (data[WidgetType] is JsonObject view && WidgetHtml.Convert(Text(view["model_id"]), widgets, this) is { } widget)
        {
            return widget;
        }

        return data switch
        {
            _ when data[PlotlyType] is JsonObject figure => Chart(figure, Has("image/svg+xml") ? Content("image/svg+xml") : null),
            _ when Has("text/html") => Content("text/html"),
            _ when Has("image/svg+xml") => $"<div class=\"picture\">{StripProlog(Content("image/svg+xml"))}</div>",
            _ when data.FirstOrDefault(entry => entry.Key.StartsWith("image/", StringComparison.Ordinal)).Key is { } image =>
                $"<img alt=\"\" src=\"data:{image};base64,{Content(image).ReplaceLineEndings("")}\">",
            _ when Has("text/markdown") => markdown.Convert(Content("text/markdown")),
            _ when Has("text/latex") =>
                $"<div class=\"math display\">{WebUtility.HtmlEncode(Content("text/latex").Trim().Trim('$'))}</div>",
            _ when Has("application/json") => $"<pre>{WebUtility.HtmlEncode(data["application/json"]?.ToJsonString())}</pre>",
            _ => $"<pre>{AnsiHtml.Convert(Content("text/plain"))}</pre>",
        };
    }

    /// <summary>The static picture, and beside it the figure from which the page's script draws the live chart in its place.</summary>
    private static string Chart(JsonObject figure, string? picture)
    {
        string height = (figure["layout"] as JsonObject)?["height"] is JsonValue value && value.TryGetValue(out double pixels)
            ? FormattableString.Invariant($" style=\"min-height:{pixels:0}px\"")
            : "";
        string json = figure.ToJsonString().Replace("<", "\\u003C", StringComparison.Ordinal);
        string still = picture is null ? "<noscript>This chart needs JavaScript.</noscript>" : StripProlog(picture);
        return new StringBuilder($"<figure class=\"chart\"{height}>")
            .Append("<div class=\"still\">").Append(still).Append("</div>")
            .Append("<script type=\"application/json\">").Append(json).Append("</script></figure>")
            .ToString();
    }

    /// <summary>An XML declaration or document type is wrong inside HTML.</summary>
    private static string StripProlog(string svg)
    {
        int start = svg.IndexOf("<svg", StringComparison.Ordinal);
        return start > 0 ? svg[start..] : svg;
    }

    private static string Text(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : "";
}
