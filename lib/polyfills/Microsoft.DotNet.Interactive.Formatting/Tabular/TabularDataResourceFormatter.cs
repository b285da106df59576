using System.Collections;
using System.Net;

namespace Microsoft.DotNet.Interactive.Formatting.TabularData;

/// <summary>Tables.</summary>
public static class TabularDataResourceFormatter
{
    /// <summary><c>application/table-schema+json</c>.</summary>
    public const string MimeType = "application/table-schema+json";

    private const int MaxRows = 100;

    /// <summary>A sequence as a table: a column for each property of its items, for each key of dictionaries, or one
    /// named <c>value</c> for scalars.</summary>
    /// <typeparam name="T">Type of the items.</typeparam>
    /// <param name="source">The sequence.</param>
    public static TabularDataResource ToTabularDataResource<T>(this IEnumerable<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var rows = source.Select(item => Row(item).ToList()).ToList();
        var schema = new TableSchema();
        foreach (var (name, value) in rows.SelectMany(r => r))
        {
            if (schema.Fields.Contains(name)) continue;
            var known =
                value ?? rows.SelectMany(r => r).FirstOrDefault(c => c.Key == name && c.Value is not null).Value;
            schema.Fields.Add(new TableSchemaFieldDescriptor(name, known?.GetType().ToTableSchemaFieldType()));
        }

        return new TabularDataResource(schema, rows);
    }

    /// <summary>What a column of a type holds.</summary>
    /// <param name="type">The type.</param>
    public static TableSchemaFieldType ToTableSchemaFieldType(this Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(bool)) return TableSchemaFieldType.Boolean;
        if (type == typeof(string) || type == typeof(char) || type.IsEnum) return TableSchemaFieldType.String;
        if (type == typeof(DateTime) || type == typeof(DateTimeOffset)) return TableSchemaFieldType.DateTime;
        if (type == typeof(float) || type == typeof(double) || type == typeof(decimal) || type == typeof(Half))
            return TableSchemaFieldType.Number;
        if (type.IsPrimitive) return TableSchemaFieldType.Integer;
        return typeof(IEnumerable).IsAssignableFrom(type) ? TableSchemaFieldType.Array : TableSchemaFieldType.Object;
    }

    internal static bool WriteHtml(TabularDataResource table, FormatContext context)
    {
        context.NeedsStyles = true;
        var names = table.Schema.Fields.Select(f => f.Name).ToList();
        context.Writer.Write("<table><thead><tr>");
        foreach (var name in names) context.Writer.Write($"<th>{WebUtility.HtmlEncode(name)}</th>");
        context.Writer.Write("</tr></thead><tbody>");
        foreach (var row in Cells(table, names))
        {
            var cells =
                row.Select(c =>
                $"<td>{WebUtility.HtmlEncode(c.ToDisplayString(PlainTextSummaryFormatter.MimeType))}</td>");
            context.Writer.Write($"<tr>{string.Concat(cells)}</tr>");
        }

        if (table.Data.Skip(MaxRows).Any())
        {
            var more = table.Data.Count() - MaxRows;
            context.Writer.Write($"<tr><td colspan=\"{names.Count}\"><i>({more} more)</i></td></tr>");
        }

        context.Writer.Write("</tbody></table>");
        return true;
    }

    internal static bool WriteText(TabularDataResource table, FormatContext context)
    {
        var names = table.Schema.Fields.Select(f => f.Name).ToList();
        var lines = Cells(table, names)
            .Select(row => row.Select(c => c.ToDisplayString(PlainTextSummaryFormatter.MimeType)).ToList())
            .Prepend(names).ToList();
        var widths = names.Select((_, i) => lines.Max(l => l[i].Length)).ToList();
        var text = lines.Select(l => string.Join("  ", l.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd());
        context.Writer.Write(string.Join('\n', text));
        if (table.Data.Skip(MaxRows).Any()) context.Writer.Write($"\n... ({table.Data.Count() - MaxRows} more)");
        return true;
    }

    private static IEnumerable<List<object?>> Cells(TabularDataResource table, List<string> names) =>
        table.Data.Take(MaxRows).Select(row =>
        {
            var cells = row.ToDictionary(c => c.Key, c => c.Value);
            return names.Select(n => cells.GetValueOrDefault(n)).ToList();
        });

    private static IEnumerable<KeyValuePair<string, object?>> Row(object? item) => item switch
    {
        null => [new("value", null)],
        IEnumerable<KeyValuePair<string, object?>> pairs => pairs,
        IDictionary dictionary => dictionary.Keys.Cast<object>()
            .Select(k => new KeyValuePair<string, object?>(k.ToString()!, dictionary[k])),
        _ when TypeNames.IsScalar(item.GetType()) => [new("value", item)],
        _ => Members.Of(item),
    };
}
