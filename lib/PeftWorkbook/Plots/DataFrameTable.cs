using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Data.Analysis;

namespace PeftWorkbook.Plots;

/// <summary>A data frame as a table: its first rows, and how many more there are.</summary>
internal static class DataFrameTable
{
    private const int MostRows = 20, MostColumns = 40;

    public static string Html(DataFrame frame)
    {
        (string[] names, bool[] areNumbers, string[][] rows, long more) = Read(frame);
        var html = new StringBuilder("<table border=\"1\" class=\"dataframe\">\n<thead><tr><th></th>");
        for (int i = 0; i < names.Length; i++)
            html.Append($"<th style=\"text-align:{Side(areNumbers[i])}\">{WebUtility.HtmlEncode(names[i])}</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        for (int row = 0; row < rows.Length; row++)
        {
            html.Append($"<tr><th>{row}</th>");
            for (int i = 0; i < names.Length; i++)
                html.Append($"<td style=\"text-align:{Side(areNumbers[i])}\">{WebUtility.HtmlEncode(rows[row][i])}</td>");
            html.Append("</tr>\n");
        }
        html.Append("</tbody></table>");
        return html.Append(more > 0 ? $"\n<p><i>({more} more)</i></p>" : "").ToString();
    }

    public static string Text(DataFrame frame)
    {
        (string[] names, bool[] areNumbers, string[][] rows, long more) = Read(frame);
        int[] widths = [.. names.Select((name, i) => rows.Select(r => r[i].Length).Append(name.Length).Max())];
        int index = Math.Max(1, (rows.Length - 1).ToString(CultureInfo.InvariantCulture).Length);
        var text = new StringBuilder().Append(Line("".PadLeft(index), names, widths, areNumbers));
        for (int row = 0; row < rows.Length; row++)
            text.Append('\n').Append(Line($"{row}".PadLeft(index), rows[row], widths, areNumbers));
        return text.Append(more > 0 ? $"\n({more} more)" : "").ToString();
    }

    private static string Line(string index, string[] cells, int[] widths, bool[] areNumbers) => string.Join("  ",
        cells.Select((cell, i) => areNumbers[i] ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i])).Prepend(index))
            .TrimEnd();

    private static (string[] Names, bool[] AreNumbers, string[][] Rows, long More) Read(DataFrame frame)
    {
        DataFrameColumn[] columns = [.. frame.Columns.Take(MostColumns)];
        long shown = Math.Min(MostRows, frame.Rows.Count);
        string[][] rows = [.. Enumerable.Range(0, (int)shown).Select(r => columns.Select(c => Cell(c[r])).ToArray())];
        return ([.. columns.Select(c => c.Name)], [.. columns.Select(c => IsNumber(c.DataType))], rows,
            frame.Rows.Count - shown);
    }

    private static string Cell(object? value) => value switch
    {
        null => "",
        double number => number.ToString("G6", CultureInfo.InvariantCulture),
        float number => number.ToString("G6", CultureInfo.InvariantCulture),
        DateTime time => time.ToString(time.TimeOfDay == TimeSpan.Zero
            ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)?.ReplaceLineEndings(" ") ?? "",
    };

    private static bool IsNumber(Type type) =>
        type.IsPrimitive && type != typeof(bool) && type != typeof(char) || type == typeof(decimal);

    private static string Side(bool isNumber) => isNumber ? "right" : "left";
}
