using System.Text.Json.Nodes;

namespace Workbook.Notebooks;

/// <summary>nbformat's multi-line strings: one string, or a list of lines that keep their line ends.</summary>
internal static class MultilineText
{
    /// <summary>The text of either form; anything else is the empty text.</summary>
    public static string Join(JsonNode? node) => node switch
    {
        JsonValue value when value.TryGetValue(out string? text) => text,
        JsonArray lines => string.Concat(lines.OfType<JsonValue>().Select(line => line.TryGetValue(out string? text) ? text : "")),
        _ => "",
    };

    /// <summary>The list of lines that nbformat writes.</summary>
    public static JsonArray Split(string text)
    {
        var lines = new JsonArray();
        for (int start = 0; start < text.Length;)
        {
            int end = text.IndexOf('\n', start);
            int next = end < 0 ? text.Length : end + 1;
            lines.Add((JsonNode)JsonValue.Create(text[start..next]));
            start = next;
        }

        return lines;
    }

    /// <summary>Whether nbformat writes content of this MIME type as a list of lines.</summary>
    public static bool IsSplit(string mimeType) =>
        mimeType.StartsWith("text/", StringComparison.Ordinal)
        || mimeType is "application/javascript" or "image/svg+xml";
}
