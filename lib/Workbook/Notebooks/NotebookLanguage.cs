using System.Text.Json.Nodes;

namespace Workbook.Notebooks;

/// <summary>The notebook's word on its language: <c>metadata.kernelspec</c> and <c>metadata.language_info</c>.</summary>
internal static class NotebookLanguage
{
    /// <summary>Refuses a notebook that says it is not C#. One that says nothing is taken for C#.</summary>
    public static void Demand(Notebook notebook, string name)
    {
        JsonObject? kernel = notebook.Metadata["kernelspec"] as JsonObject;
        string? language = Text(kernel, "language") ?? Text(notebook.Metadata["language_info"] as JsonObject, "name");
        if (language is not (null or "C#" or "csharp" or "c#"))
        {
            string kernelName = Text(kernel, "name") is { } id ? $" (kernel {id})" : "";
            throw new NotebookException($"{name}: is written in {language}{kernelName}; the workbook executes C# notebooks.");
        }
    }

    /// <summary>Writes what <c>kernel_info_reply</c> would say, as every front end does after a run.</summary>
    public static void Write(Notebook notebook)
    {
        var info = new JsonObject
        {
            ["file_extension"] = ".cs",
            ["mimetype"] = "text/x-csharp",
            ["name"] = "C#",
            ["pygments_lexer"] = "csharp",
            ["version"] = "14.0",
        };
        if (!JsonNode.DeepEquals(notebook.Metadata["language_info"], info))
        {
            notebook.Metadata["language_info"] = info;
        }
    }

    private static string? Text(JsonObject? parent, string key) =>
        parent?[key] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
