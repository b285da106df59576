using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>JSON.</summary>
public static class JsonFormatter
{
    /// <summary><c>application/json</c>.</summary>
    public const string MimeType = "application/json";

    /// <summary>How values become JSON.</summary>
    public static JsonSerializerOptions SerializerOptions { get; } = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        ReferenceHandler = ReferenceHandler.IgnoreCycles,
        IncludeFields = true,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The formatter that writes a type as JSON.</summary>
    /// <param name="type">The type.</param>
    public static ITypeFormatter GetPreferredFormatterFor(Type type) =>
        Formatter.GetPreferredFormatterFor(type, MimeType);

    internal static bool Write(object value, FormatContext context)
    {
        context.Writer.Write(value is JsonString json ? json.Value
            : JsonSerializer.Serialize(value, value.GetType(), SerializerOptions));
        return true;
    }
}

/// <summary>Text that is JSON already.</summary>
/// <param name="json">The text.</param>
public class JsonString(string json) : Microsoft.AspNetCore.Html.HtmlString(json);
