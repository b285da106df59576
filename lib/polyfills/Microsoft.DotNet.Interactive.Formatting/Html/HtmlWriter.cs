using System.Collections;
using System.Globalization;
using System.Net;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>The built-in HTML of values: scalars as text, objects as trees that open and close, sequences of objects
/// and
/// dictionaries as tables.</summary>
internal static class HtmlWriter
{
    private const int OpenDepth = 2;

    /// <summary>Writes anything.</summary>
    /// <param name="value">The value.</param>
    /// <param name="context">Where to.</param>
    public static bool Write(object value, FormatContext context)
    {
        context.NeedsStyles = true;
        if (value is Type type) WriteType(type, context);
        else if (value is DateTime or DateTimeOffset or TimeSpan or Enum) WriteSpan(value, context);
        else if (PlainTextWriter.Scalar(value) is { } text) HtmlFormatter.WritePlain(text, context);
        else if (context.Depth > Formatter.RecursionLimit) HtmlFormatter.WritePlain(value.ToDisplayString(), context);
        else if (Members.TupleItems(value) is not null) HtmlFormatter.WritePlain(value.ToDisplayString(), context);
        else if (value is IDictionary dictionary) WriteDictionary(dictionary, context);
        else if (value is IEnumerable sequence) WriteSequence(sequence, context);
        else WriteTree(value, context);
        return true;
    }

    /// <summary>Writes a headline that opens to a table of two columns.</summary>
    public static void WriteTree(
        string headline, IEnumerable<KeyValuePair<string, object?>> rows, FormatContext context)
    {
        context.NeedsStyles = true;
        var open = context.Depth < OpenDepth ? " open=\"open\"" : "";
        context.Writer.Write($"<details{open} class=\"dni-treeview\"><summary><span class=\"dni-code-hint\"><code>");
        context.Writer.Write(WebUtility.HtmlEncode(headline));
        context.Writer.Write("</code></span></summary><div><table><thead><tr></tr></thead><tbody>");
        foreach (var (name, value) in rows)
        {
            context.Writer.Write($"<tr><td>{WebUtility.HtmlEncode(name)}</td>");
            WriteCell(value, context);
            context.Writer.Write("</tr>");
        }

        context.Writer.Write("</tbody></table></div></details>");
    }

    private static void WriteTree(object value, FormatContext context) =>
        WriteTree(value.ToDisplayString(PlainTextSummaryFormatter.MimeType), Members.Of(value), context);

    private static void WriteSequence(IEnumerable sequence, FormatContext context)
    {
        var (items, remaining) = Members.Take(sequence);
        if (items.Count > 0 && items.All(i => i is null || PlainTextWriter.Scalar(i) is not null))
        {
            HtmlFormatter.WritePlain(sequence.ToDisplayString(), context);
            return;
        }

        if (items.Count == 0 && remaining == 0)
        {
            context.Writer.Write("<i>(empty)</i>");
            return;
        }

        var withTypes = items.Select(i => i?.GetType()).Distinct().Count() > 1;
        WriteHeader(withTypes ? ["<i>index</i>", "<i>type</i>", "value"] : ["<i>index</i>", "value"], context);
        for (var i = 0; i < items.Count; i++)
        {
            context.Writer.Write($"<tr><td>{i}</td>");
            var type = items[i] is { } item ? TypeNames.Of(item.GetType()) : "";
            if (withTypes) context.Writer.Write($"<td>{WebUtility.HtmlEncode(type)}</td>");
            WriteCell(items[i], context);
            context.Writer.Write("</tr>");
        }

        WriteEnd(remaining, withTypes ? 3 : 2, context);
    }

    private static void WriteDictionary(IDictionary dictionary, FormatContext context)
    {
        var entries = new List<KeyValuePair<object, object?>>();
        foreach (DictionaryEntry entry in dictionary)
        {
            if (entries.Count == Formatter.ListExpansionLimit) break;
            entries.Add(new(entry.Key, entry.Value));
        }

        WriteHeader(["<i>key</i>", "value"], context);
        foreach (var (key, value) in entries)
        {
            context.Writer.Write("<tr>");
            WriteCell(key, context);
            WriteCell(value, context);
            context.Writer.Write("</tr>");
        }

        WriteEnd(dictionary.Count - entries.Count, 2, context);
    }

    private static void WriteHeader(string[] names, FormatContext context)
    {
        var cells = string.Concat(names.Select(n => $"<th>{n}</th>"));
        context.Writer.Write($"<table><thead><tr>{cells}</tr></thead><tbody>");
    }

    private static void WriteEnd(int remaining, int columns, FormatContext context)
    {
        if (remaining != 0)
        {
            var more = remaining < 0 ? "... (more)" : $"({remaining} more)";
            context.Writer.Write($"<tr><td colspan=\"{columns}\"><i>{more}</i></td></tr>");
        }

        context.Writer.Write("</tbody></table>");
    }

    private static void WriteCell(object? value, FormatContext context)
    {
        context.Writer.Write("<td>");
        using (context.Deeper()) value.FormatTo(context, HtmlFormatter.MimeType);
        context.Writer.Write("</td>");
    }

    private static void WriteSpan(object value, FormatContext context)
    {
        var text = value is TimeSpan or Enum ? value.ToString()
            : ((IFormattable)value).ToString("u", CultureInfo.InvariantCulture);
        context.Writer.Write($"<span>{WebUtility.HtmlEncode(text)}</span>");
    }

    private static void WriteType(Type type, FormatContext context)
    {
        var name = WebUtility.HtmlEncode(TypeNames.Of(type));
        var documented = type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true
            && type.FullName is not null;
        var target = $"https://learn.microsoft.com/dotnet/api/{type.FullName?.Replace('`', '-')}";
        context.Writer.Write(documented && !type.IsGenericType ? $"<span><a href=\"{target}\">{name}</a></span>"
            : $"<span>{name}</span>");
    }
}
