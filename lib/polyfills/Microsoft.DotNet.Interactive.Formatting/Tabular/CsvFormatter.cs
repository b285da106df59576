using System.Collections;
using Microsoft.DotNet.Interactive.Formatting.TabularData;

namespace Microsoft.DotNet.Interactive.Formatting.Csv;

/// <summary>Comma-separated values (RFC 4180).</summary>
public static class CsvFormatter
{
    /// <summary><c>text/csv</c>.</summary>
    public const string MimeType = "text/csv";

    /// <summary>The formatter that writes a type as CSV.</summary>
    /// <param name="type">The type.</param>
    public static ITypeFormatter GetPreferredFormatterFor(Type type) =>
        Formatter.GetPreferredFormatterFor(type, MimeType);

    internal static bool Write(object value, FormatContext context)
    {
        var items = value is IEnumerable sequence and not string ? sequence.Cast<object?>() : [value];
        var table = value as TabularDataResource ?? items.ToTabularDataResource();
        var names = table.Schema.Fields.Select(f => f.Name).ToList();
        WriteLine(names, context);
        foreach (var row in table.Data)
        {
            var cells = row.ToDictionary(c => c.Key, c => c.Value);
            WriteLine(names.Select(n => cells.GetValueOrDefault(n) is { } v ? v.ToDisplayString() : ""), context);
        }

        return true;
    }

    private static void WriteLine(IEnumerable<string> cells, FormatContext context) =>
        context.Writer.Write(string.Join(',', cells.Select(Quoted)) + "\r\n");

    private static string Quoted(string cell) =>
        cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"")}\"" : cell;
}
