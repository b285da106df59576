using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PeftWorkbook.Hub;

/// <summary>Reads JSON from outside.</summary>
internal static class JsonText
{
    /// <summary>
    /// The text as an object; null where it is another value. An escaped half of a character (<c>\ud83d</c> alone) is refused here: .NET
    /// parses it, and fails wherever the text is looked at later.
    /// </summary>
    /// <exception cref="JsonException">It is not valid JSON.</exception>
    internal static JsonObject? Object(string text, JsonDocumentOptions options)
    {
        var json = JsonNode.Parse(text, null, options) as JsonObject;
        return FirstHalf(text) is { } at ? throw new JsonException($"the escape at character {at} is half a character.") : json;
    }

    private static int? FirstHalf(string text)
    {
        for (var i = text.IndexOf('\\', StringComparison.Ordinal); i >= 0 && i + 1 < text.Length; i = Next(text, i + 2))
        {
            if (Escaped(text, i) is not { } first || !char.IsSurrogate(first))
            {
                continue;
            }

            if (char.IsLowSurrogate(first) || Escaped(text, i + 6) is not { } second || !char.IsLowSurrogate(second))
            {
                return i;
            }

            i += 6;
        }

        return null;
    }

    private static int Next(string text, int from) => from < text.Length ? text.IndexOf('\\', from) : -1;

    /// <summary>The character that <c>\uXXXX</c> at a place stands for.</summary>
    private static char? Escaped(string text, int at) =>
        at + 6 <= text.Length && text[at] == '\\' && text[at + 1] == 'u'
            && ushort.TryParse(text.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            ? (char)code
            : null;
}
