using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Workbook.Notebooks.Html;

/// <summary>How a page is written.</summary>
/// <param name="SourceFolder">The notebook's folder, from which its links start.</param>
/// <param name="PageFolder">The folder of the page.</param>
/// <param name="Standalone">Put scripts, styles and fonts into the page.</param>
/// <param name="Note">A line below the title: how long the run took, or that it failed.</param>
internal sealed record PageOptions(string SourceFolder, string PageFolder, bool Standalone, string? Note = null);

/// <summary>A notebook as one HTML page.</summary>
internal static class NotebookPage
{
    /// <summary>Writes the page.</summary>
    /// <param name="notebook">The notebook with its outputs.</param>
    /// <param name="name">Its file name without extension.</param>
    /// <param name="options">How.</param>
    public static string Write(Notebook notebook, string name, PageOptions options)
    {
        var markdown = new MarkdownHtml(new PageLinks(options.SourceFolder, options.PageFolder));
        var outputs = new OutputHtml(markdown, new WidgetModels(notebook));
        var body = new StringBuilder();
        foreach (NotebookCell cell in notebook.Cells)
        {
            body.Append(cell.Kind switch
            {
                CellKind.Markdown => $"<section class=\"prose\">\n{markdown.Convert(cell.Source, cell)}</section>\n",
                CellKind.Code => Code(cell, outputs),
                _ => "",
            });
        }

        string title = markdown.Headings.FirstOrDefault(heading => heading.Level == 1)?.Text ?? name;
        var page = new StringBuilder(PageHead.Write(title, body.ToString(), options.Standalone));
        page.Append("<body>\n").Append(Contents(title, markdown.Headings)).Append("<main>\n");
        if (options.Note is { } note)
        {
            page.Append($"<p class=\"note\">{WebUtility.HtmlEncode(note)}</p>\n");
        }

        return page.Append(body).Append("</main>\n").Append(PageHead.Scripts(options.Standalone)).Append("</body>\n</html>\n").ToString();
    }

    private static string Code(NotebookCell cell, OutputHtml outputs)
    {
        if (string.IsNullOrWhiteSpace(cell.Source) && cell.Outputs.Count == 0)
        {
            return "";
        }

        var jupyter = cell.Metadata["jupyter"] as JsonObject;
        bool folded = IsTrue(jupyter?["source_hidden"]) || cell.HasTag("hide-input") || cell.HasTag("solution");
        string number = cell.ExecutionCount?.ToString(CultureInfo.InvariantCulture) ?? " ";
        string code = $"<pre class=\"code\"><code>{CodeHtml.Convert(cell.Source)}</code></pre>";
        string input = folded ? $"<details><summary>{(cell.HasTag("solution") ? "Solution" : "Code")}</summary>{code}</details>" : code;
        string shown = IsTrue(jupyter?["outputs_hidden"]) ? "" : outputs.Convert(cell.Outputs);
        return $"""
            <section class="cell" id="cell-{number.Trim()}">
            <div class="input" data-number="{number}">{input}</div>
            {(shown.Length > 0 ? $"<div class=\"output\">{shown}</div>" : "")}
            </section>

            """;
    }

    private static string Contents(string title, IReadOnlyList<Heading> headings)
    {
        var list = new StringBuilder();
        foreach (Heading heading in headings.Where(heading => heading.Level is 2 or 3))
        {
            string text = WebUtility.HtmlEncode(heading.Text);
            list.Append($"<li class=\"level-{heading.Level}\"><a href=\"#{WebUtility.HtmlEncode(heading.Id)}\">{text}</a></li>\n");
        }

        return $"""
            <nav class="contents">
            <a class="home" href="index.html">PEFT Workbook</a>
            <details open><summary>{WebUtility.HtmlEncode(title)}</summary>
            <ul>
            {list}</ul>
            </details>
            </nav>

            """;
    }

    private static bool IsTrue(JsonNode? node) => node is JsonValue value && value.TryGetValue(out bool flag) && flag;
}
