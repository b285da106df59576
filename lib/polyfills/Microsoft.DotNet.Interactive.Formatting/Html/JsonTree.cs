using System.Text.Json;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>JSON as a tree that opens and closes.</summary>
internal static class JsonTree
{
    /// <summary>Writes a JSON value as HTML.</summary>
    /// <param name="element">The value.</param>
    /// <param name="context">Where to.</param>
    public static bool Write(JsonElement element, FormatContext context)
    {
        if (element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)
            || context.Depth > Formatter.RecursionLimit)
        {
            HtmlFormatter.WritePlain(Headline(element), context);
            return true;
        }

        HtmlWriter.WriteTree(Headline(element), Rows(element), context);
        return true;
    }

    private static IEnumerable<KeyValuePair<string, object?>> Rows(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object
            ? element.EnumerateObject().Select(p => new KeyValuePair<string, object?>(p.Name, p.Value))
            : element.EnumerateArray().Select((e, i) => new KeyValuePair<string, object?>($"{i}", e));

    private static string Headline(JsonElement element)
    {
        const int MaxLength = 80;
        if (element.ValueKind == JsonValueKind.Undefined) return "undefined";
        var text = element.GetRawText().ReplaceLineEndings(" ");
        return text.Length > MaxLength ? text[..(MaxLength - 1)] + "…" : text;
    }
}
