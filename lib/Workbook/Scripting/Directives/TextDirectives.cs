using System.Text.Json.Nodes;
using Markdig;

namespace Workbook.Scripting;

/// <summary>Directives whose text is shown in the page.</summary>
internal static class TextDirectives
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UseAdvancedExtensions().Build();

    /// <summary><c>#!markdown</c>.</summary>
    public static Task MarkdownAsync(CellExecution cell, DirectiveLine line, string text)
    {
        var data = new JsonObject { ["text/html"] = Markdown.ToHtml(text, Pipeline), ["text/plain"] = text };
        cell.Output.Display(new MimeBundle(data, []), null);
        return Task.CompletedTask;
    }

    /// <summary><c>#!html</c>.</summary>
    public static Task HtmlAsync(CellExecution cell, DirectiveLine line, string text)
    {
        var data = new JsonObject { ["text/html"] = text, ["text/plain"] = Display.HtmlText.Of(text) };
        cell.Output.Display(new MimeBundle(data, []), null);
        return Task.CompletedTask;
    }

    /// <summary><c>#!javascript</c>. In HTML, because some front ends show <c>application/javascript</c> as text.
    /// </summary>
    public static Task ScriptAsync(CellExecution cell, DirectiveLine line, string text)
    {
        var data = new JsonObject
        {
            ["text/html"] = $"<script type=\"text/javascript\">{text}</script>",
            ["text/plain"] = "(a script)",
        };
        cell.Output.Display(new MimeBundle(data, []), null);
        return Task.CompletedTask;
    }
}
