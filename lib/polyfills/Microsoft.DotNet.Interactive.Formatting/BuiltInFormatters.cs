using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting.Csv;
using Microsoft.DotNet.Interactive.Formatting.TabularData;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>The formatters that are there before anything is registered.</summary>
internal static class BuiltInFormatters
{
    public static IEnumerable<ITypeFormatter> All() =>
    [
        Of<object>(PlainTextWriter.Write, PlainTextFormatter.MimeType),
        Of<IHtmlContent>(Content, PlainTextFormatter.MimeType),
        Of<LaTeXString>((v, c) => Text(v.ToString(), c), PlainTextFormatter.MimeType),
        Of<LaTeXString>((v, c) => Text(v.ToString(), c), "text/latex"),
        Of<JsonDocument>((v, c) => Text(v.RootElement.GetRawText(), c), PlainTextFormatter.MimeType),
        Of<JsonElement>((v, c) => Text(v.GetRawText(), c), PlainTextFormatter.MimeType),
        Of<JsonNode>((v, c) => Text(v.ToJsonString(JsonFormatter.SerializerOptions), c), PlainTextFormatter.MimeType),
        Of<object>(PlainTextSummaryFormatter.Write, PlainTextSummaryFormatter.MimeType),
        Of<object>(HtmlWriter.Write, HtmlFormatter.MimeType),
        Of<IHtmlContent>(Content, HtmlFormatter.MimeType),
        Of<JsonDocument>((v, c) => JsonTree.Write(v.RootElement, c), HtmlFormatter.MimeType),
        Of<JsonElement>(JsonTree.Write, HtmlFormatter.MimeType),
        Of<JsonNode>((v, c) => JsonTree.Write(JsonSerializer.SerializeToElement(v), c), HtmlFormatter.MimeType),
        Of<TabularDataResource>(TabularDataResourceFormatter.WriteHtml, HtmlFormatter.MimeType),
        Of<TabularDataResource>(TabularDataResourceFormatter.WriteText, PlainTextFormatter.MimeType),
        Of<TabularDataResource>((v, c) => Text(v.ToJsonString().Value, c), TabularDataResourceFormatter.MimeType),
        Of<TabularDataResource>((v, c) => Text(v.ToJsonString().Value, c), JsonFormatter.MimeType),
        Of<object>(JsonFormatter.Write, JsonFormatter.MimeType),
        Of<object>(CsvFormatter.Write, CsvFormatter.MimeType),
    ];

    public static IEnumerable<(Type Type, string[] MimeTypes)> Preferences() =>
    [
        (typeof(string), [PlainTextFormatter.MimeType]),
        (typeof(LaTeXString), ["text/latex"]),
        (typeof(JsonString), [JsonFormatter.MimeType]),
        (typeof(TabularDataResource), [HtmlFormatter.MimeType, TabularDataResourceFormatter.MimeType]),
    ];

    private static DelegateFormatter<T> Of<T>(FormatDelegate<T> format, string mimeType) => new(format, mimeType);

    private static bool Content(IHtmlContent value, FormatContext context)
    {
        value.WriteTo(context.Writer, System.Text.Encodings.Web.HtmlEncoder.Default);
        return true;
    }

    private static bool Text(string? text, FormatContext context)
    {
        context.Writer.Write(text);
        return true;
    }
}
