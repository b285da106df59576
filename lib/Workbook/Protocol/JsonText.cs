using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workbook.Protocol;

/// <summary>JSON to and from the wire, without reflection.</summary>
internal static class JsonText
{
    private const int DeepestNesting = 256;

    private static readonly JsonDocumentOptions ReadOptions = new()
    {
        MaxDepth = DeepestNesting,
        AllowDuplicateProperties = false,
    };

    // The default encoder writes every umlaut and angle bracket as \uXXXX; front ends want UTF-8.
    private static readonly JsonWriterOptions WriteOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 1024,
        SkipValidation = true,
    };

    /// <summary>Reads an object.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="part">Named in the error.</param>
    /// <exception cref="MessageException">It is not a JSON object.</exception>
    public static JsonObject Parse(ReadOnlySpan<byte> json, string part)
    {
        try
        {
            return JsonNode.Parse(json, documentOptions: ReadOptions) as JsonObject
                ?? throw new MessageException($"its {part} is not a JSON object");
        }
        catch (JsonException e)
        {
            throw new MessageException($"its {part} is not JSON: {e.Message}");
        }
    }

    /// <summary>Writes an object. Halves of surrogate pairs become U+FFFD, numbers that JSON lacks become
    /// null.</summary>
    /// <param name="value">The object.</param>
    public static byte[] Write(JsonObject value)
    {
        if (value.Count == 0)
            return "{}"u8.ToArray();
        try
        {
            return WriteAsIs(value);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return WriteAsIs((JsonObject)Repair(value)!);
        }
    }

    /// <summary>A text, or what stands in where there is none.</summary>
    /// <param name="content">A message's content.</param>
    /// <param name="name">The key.</param>
    /// <param name="missing">Where the key is missing or null.</param>
    /// <exception cref="MessageException">It is not a text.</exception>
    public static string Text(JsonObject content, string name, string missing = "")
    {
        if (content[name] is not { } node)
            return missing;
        if (node.GetValueKind() != JsonValueKind.String)
            throw new MessageException($"'{name}' is not a text");
        try
        {
            return node.GetValue<string>();
        }
        catch (InvalidOperationException)
        {
            throw new MessageException($"'{name}' is not valid Unicode");
        }
    }

    /// <summary>A flag, or what stands in where there is none.</summary>
    /// <param name="content">A message's content.</param>
    /// <param name="name">The key.</param>
    /// <param name="missing">Where the key is missing or not a boolean.</param>
    public static bool Flag(JsonObject content, string name, bool missing) => content[name]?.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => missing,
    };

    /// <summary>A whole number, or <see langword="null"/> where there is none.</summary>
    /// <param name="content">A message's content.</param>
    /// <param name="name">The key.</param>
    public static int? Number(JsonObject content, string name)
    {
        if (content[name] is not { } node || node.GetValueKind() != JsonValueKind.Number)
            return null;
        var value = double.Parse(node.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture);
        return (int)Math.Clamp(value, int.MinValue, int.MaxValue);
    }

    private static byte[] WriteAsIs(JsonObject value)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, WriteOptions))
            value.WriteTo(writer);
        return buffer.WrittenSpan.ToArray();
    }

    private static JsonNode? Repair(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.Select(
            pair => KeyValuePair.Create(WellFormed(pair.Key), Repair(pair.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Repair)]),
        JsonValue value when value.TryGetValue<string>(out var text) => JsonValue.Create(WellFormed(text)),
        JsonValue value when value.TryGetValue<double>(out var number) && !double.IsFinite(number) => null,
        JsonValue value when value.TryGetValue<float>(out var number) && !float.IsFinite(number) => null,
        _ => node?.DeepClone(),
    };

    private static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
