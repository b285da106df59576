using System.Text.Json.Nodes;

namespace Workbook.Scripting;

/// <summary>The language that a polyglot notebook gave a cell.</summary>
internal static class CellLanguage
{
    /// <summary>The kernel a cell's metadata names, or <see langword="null"/> for C#.</summary>
    /// <param name="metadata">The metadata: <c>polyglot_notebook.kernelName</c>, else
    /// <c>dotnet_interactive.language</c>.</param>
    public static string? Of(JsonObject metadata)
    {
        var name =
            Text(metadata["polyglot_notebook"], "kernelName") ?? Text(metadata["dotnet_interactive"], "language");
        return name is null || DirectiveTable.IsCSharp("!" + name) ? null : name;
    }

    /// <summary>Runs a cell for another kernel than C#.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="kernel">The kernel's name.</param>
    /// <param name="code">The cell's text, which may itself begin with <c>#!csharp</c>.</param>
    /// <exception cref="DirectiveException">That kernel is not here.</exception>
    public static async Task RunAsync(CellExecution cell, string kernel, string code)
    {
        var first = code.TrimStart();
        if (first.StartsWith("#!", StringComparison.Ordinal))
        {
            await cell.RunAsync(new SubmissionSource(code, "cell"), showLast: true).ConfigureAwait(false);
            return;
        }

        var line = new DirectiveLine("!" + kernel, "", "cell", 1);
        if (!DirectiveTable.All.TryGetValue(line.Name, out var directive) || !directive.TakesText)
            throw DirectiveTable.Foreign(kernel);
        await directive.Run(cell, line, code).ConfigureAwait(false);
    }

    private static string? Text(JsonNode? parent, string key) =>
        (parent as JsonObject)?[key] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
