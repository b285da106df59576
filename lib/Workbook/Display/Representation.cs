using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Formatting;
using Workbook.Scripting;

namespace Workbook.Display;

/// <summary>Values as MIME bundles. Every bundle holds plain text beside whatever richer form there is; JSON MIME types
/// hold JSON; a formatter that throws costs its own representation alone.</summary>
internal static class Representation
{
    /// <summary>A cell's last value, or something displayed without naming MIME types.</summary>
    /// <param name="value">The value.</param>
    public static MimeBundle Of(object? value)
    {
        var type = value?.GetType();
        var mimeTypes = Formatter.GetPreferredMimeTypesFor(type);
        if (value is null || (IsPlain(type!) && mimeTypes.SequenceEqual([Formatter.DefaultMimeType])
            && !HasOwnFormatter(type!, Formatter.DefaultMimeType)))
            mimeTypes = [PlainTextFormatter.MimeType];
        return WithoutPlainHtml(Of(value, mimeTypes.Select(m => (m, (string?)null))));
    }

    /// <summary>HTML that only wraps plain text says nothing that the plain text beside it does not.</summary>
    private static MimeBundle WithoutPlainHtml(MimeBundle bundle)
    {
        const string Wrapper = "<div class=\"dni-plaintext\">";
        var html = bundle.Data[HtmlFormatter.MimeType]?.GetValue<string>();
        if (bundle.Data.Count == 2 && html?.StartsWith(Wrapper, StringComparison.Ordinal) == true)
            bundle.Data.Remove(HtmlFormatter.MimeType);
        return bundle;
    }

    /// <summary>Something displayed.</summary>
    /// <param name="shown">The value with what was made of it.</param>
    public static MimeBundle Of(DisplayedValue shown)
    {
        var formatted = shown.FormattedValues.Where(f => !f.SuppressDisplay).ToList();
        return Of(shown.Value, formatted.Select(f => (f.MimeType, (string?)f.Value)));
    }

    private static MimeBundle Of(object? value, IEnumerable<(string MimeType, string? Text)> forms)
    {
        var data = new JsonObject();
        string? failure = null;
        foreach (var (mimeType, text) in forms)
        {
            try
            {
                data[mimeType] = Content(mimeType, text ?? value.ToDisplayString(mimeType));
            }
            catch (Exception exception)
            {
                failure = $"{mimeType} of {TypeName(value)} failed: {exception.Message}";
            }
        }

        if (!data.ContainsKey(PlainTextFormatter.MimeType))
            data[PlainTextFormatter.MimeType] = PlainText(value, data.Count == 0 ? failure : null);
        return new MimeBundle(data, []);
    }

    private static JsonNode? Content(string mimeType, string text)
    {
        var isJson = mimeType is "application/json" || mimeType.EndsWith("+json", StringComparison.Ordinal);
        return isJson ? JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { MaxDepth = 512 }) : text;
    }

    private static string PlainText(object? value, string? failure)
    {
        if (failure is not null) return $"({failure})";
        try
        {
            return value is Microsoft.AspNetCore.Html.IHtmlContent html ? PlainTextOfHtml(html)
                : value.ToDisplayString(PlainTextFormatter.MimeType);
        }
        catch (Exception exception)
        {
            return $"(text/plain of {TypeName(value)} failed: {exception.Message})";
        }
    }

    private static string PlainTextOfHtml(Microsoft.AspNetCore.Html.IHtmlContent html)
    {
        const int MaxLength = 1000;
        var text = HtmlText.Of(html.ToDisplayString(HtmlFormatter.MimeType));
        return text.Length > MaxLength ? text[..MaxLength] + "…" : text;
    }

    private static bool IsPlain(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return TypeNames.IsScalar(type) && !typeof(Type).IsAssignableFrom(type);
    }

    private static bool HasOwnFormatter(Type type, string mimeType) =>
        Formatter.RegisteredFormatters(includeDefaults: false)
            .Any(f => f.MimeType == mimeType && f.Type.IsAssignableFrom(type));

    private static string TypeName(object? value) => value is null ? "null" : TypeNames.Of(value.GetType());
}
