using System.Text;
using System.Text.Json.Nodes;

namespace Workbook.Notebooks;

/// <summary>Writes JSON as Python's <c>json.dumps(…, indent=1, ensure_ascii=False)</c> does, which is how nbformat
/// writes notebooks. System.Text.Json's own writer escapes more (emoji, U+007F), and a diff would show it.</summary>
internal static class NotebookJson
{
    /// <summary>The text of a tree, without a newline at its end.</summary>
    public static string Write(JsonNode? node)
    {
        var text = new StringBuilder();
        Write(text, node, 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonNode? node, int depth)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject { Count: > 0 } members:
                WriteMembers(text, members, depth + 1);
                break;
            case JsonArray { Count: > 0 } items:
                WriteItems(text, items, depth + 1);
                break;
            case JsonValue value when value.TryGetValue(out string? literal):
                WriteString(text, literal);
                break;
            default:
                text.Append(node.ToJsonString());
                break;
        }
    }

    private static void WriteMembers(StringBuilder text, JsonObject members, int depth)
    {
        char separator = '{';
        foreach ((string name, JsonNode? value) in members)
        {
            text.Append(separator).Append('\n').Append(' ', depth);
            WriteString(text, name);
            text.Append(": ");
            Write(text, value, depth);
            separator = ',';
        }

        text.Append('\n').Append(' ', depth - 1).Append('}');
    }

    private static void WriteItems(StringBuilder text, JsonArray items, int depth)
    {
        char separator = '[';
        foreach (JsonNode? item in items)
        {
            text.Append(separator).Append('\n').Append(' ', depth);
            Write(text, item, depth);
            separator = ',';
        }

        text.Append('\n').Append(' ', depth - 1).Append(']');
    }

    private static void WriteString(StringBuilder text, string literal)
    {
        text.Append('"');
        foreach (char c in literal)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append(@"\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                < ' ' => text.Append($"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }
}
