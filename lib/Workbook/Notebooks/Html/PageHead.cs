using System.Net;
using System.Text;

namespace Workbook.Notebooks.Html;

/// <summary>The head and the scripts of a page, beside the page or inside it.</summary>
internal static class PageHead
{
    /// <summary>From the document type to the end of the head.</summary>
    /// <param name="title">The page's title.</param>
    /// <param name="body">What follows: it tells whether KaTeX and plotly.js are needed.</param>
    /// <param name="standalone">Put everything into the page.</param>
    public static string Write(string title, string body, bool standalone)
    {
        var head = new StringBuilder($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{WebUtility.HtmlEncode(title)}</title>
            <style>
            {PageAssets.Own("page.css")}</style>

            """);
        if (body.Contains("class=\"math", StringComparison.Ordinal))
        {
            head.Append(Katex(standalone));
        }

        if (body.Contains("class=\"chart\"", StringComparison.Ordinal))
        {
            head.Append(Plotly(standalone));
        }

        return head.Append("</head>\n").ToString();
    }

    /// <summary>The page's own script, at its end.</summary>
    public static string Scripts(bool standalone) => $"<script>\n{PageAssets.Own("page.js")}</script>\n";

    private static string Katex(bool standalone)
    {
        if (standalone && PageAssets.KatexFiles is var (script, style))
        {
            return $"<style>{style}</style>\n<script>{Inline(script)}</script>\n";
        }

        string online = PageAssets.KatexOnline;
        return $"""
            <link rel="stylesheet" href="katex/katex.min.css" onerror="this.onerror=null;this.href='{online}katex.min.css'">
            <script defer src="katex/katex.min.js" data-online="{online}katex.min.js" onerror="workbookOnline(this)"></script>

            """;
    }

    private static string Plotly(bool standalone) => standalone && PageAssets.PlotlyScript is { } script
        ? $"<script>{Inline(script)}</script>\n"
        : $"<script defer src=\"plotly.min.js\" data-online=\"{PageAssets.PlotlyOnline}\" onerror=\"workbookOnline(this)\"></script>\n";

    /// <summary>Inside a script element only its own end tag must not appear.</summary>
    private static string Inline(string script) => script.Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase);
}
