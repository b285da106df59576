using System.Net;

namespace Plotly.NET;

/// <summary>Charts as HTML that plotly.js draws.</summary>
internal static class ChartPage
{
    public static string Fragment(GenericChart chart)
    {
        string id = Guid.NewGuid().ToString();
        string name = "renderPlotly_" + id.Replace("-", "", StringComparison.Ordinal);
        PlotlyJSReference reference = DisplayOptions.getPlotlyReference(chart.Display);
        string draw = $$"""
            var {{name}} = function() {
                var data = {{Script(chart.Traces)}};
                var layout = {{Script(chart.Layout)}};
                var config = {{Script(chart.Config)}};
                Plotly.newPlot('{{id}}', data, layout, config);
            };
            {{Start(name, reference)}}
            """;
        return $"<div><div id=\"{id}\"><!-- Plotly chart will be drawn inside this DIV --></div>"
            + $"<script type=\"text/javascript\">{draw}</script></div>";
    }

    public static string Document(GenericChart chart)
    {
        DisplayOptions options = chart.Display;
        string title = WebUtility.HtmlEncode(DisplayOptions.getDocumentTitle(options));
        string charset = WebUtility.HtmlEncode(DisplayOptions.getDocumentCharset(options));
        string about = WebUtility.HtmlEncode(DisplayOptions.getDocumentDescription(options));
        return $"""
            <!DOCTYPE html>
            <html><head>{Plotly(DisplayOptions.getPlotlyReference(options))}<title>{title}</title><meta charset="{charset}"><meta name="description" content="{about}"></head><body>{Fragment(chart)}</body></html>
            """;
    }

    /// <summary>JSON inside a script: "&lt;/script&gt;" in a label must not end it.</summary>
    private static string Script(object value) =>
        FigureWriter.Write(value).Replace("</", "<\\/", StringComparison.Ordinal)
            .Replace("<!--", "<\\!--", StringComparison.Ordinal);

    private static string Start(string name, PlotlyJSReference reference) => reference.IsRequire
        ? $"require(['{reference.Address}'], function(Plotly) {{ window.Plotly = Plotly; {name}(); }});" : $"{name}();";

    private static string Plotly(PlotlyJSReference reference) =>
        reference.IsFull ? $"<script type=\"text/javascript\">{Embedded()}</script>"
        : reference.IsCDN ? $"<script src=\"{WebUtility.HtmlEncode(reference.Address)}\" charset=\"utf-8\"></script>"
        : "";

    private static string Embedded()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "plotly.min.js");
        return File.Exists(path) ? File.ReadAllText(path) : throw new FileNotFoundException(
            $"plotly.min.js is to be embedded and is not in {AppContext.BaseDirectory}: put it there, or choose "
            + "PlotlyJSReference.NewCDN.", path);
    }
}
