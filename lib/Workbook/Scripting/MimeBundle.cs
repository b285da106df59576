using System.Text.Json.Nodes;

namespace Workbook.Scripting;

/// <summary>One output in several representations, the richest of which a front end picks.</summary>
/// <param name="Data">MIME type to content. A JSON MIME type holds real JSON, every other type a string.</param>
/// <param name="Metadata">Metadata of the whole output, or of one MIME type under its name.</param>
public sealed record MimeBundle(JsonObject Data, JsonObject Metadata)
{
    /// <summary>A bundle that holds plain text alone.</summary>
    /// <param name="text">The text.</param>
    public static MimeBundle Text(string text) => new(new JsonObject { ["text/plain"] = text }, []);
}
