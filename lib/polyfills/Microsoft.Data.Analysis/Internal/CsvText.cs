using System.Globalization;

namespace Microsoft.Data.Analysis.Internal;

/// <summary>Values as the text of a file of separated values.</summary>
internal static class CsvText
{
    public static string Of(object? value, char separator, CultureInfo culture) => value switch
    {
        null => "",
        string text => Quote(text, separator),
        bool flag => flag.ToString(culture),
        // All digits, so that the same number is read again.
        double number => number.ToString("G17", culture),
        float number => number.ToString("G9", culture),
        _ => Quote(Convert.ToString(value, culture) ?? "", separator),
    };

    public static string Quote(string text, char separator) =>
        text.Contains(separator) || text.AsSpan().IndexOfAny("\"\r\n") >= 0
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    /// <summary>The values of the next line, which may go on over lines inside quotes; null at the end.</summary>
    public static string[]? ReadLine(TextReader reader, char separator)
    {
        if (reader.Peek() < 0)
            return null;
        var values = new List<string>();
        var value = new System.Text.StringBuilder();
        bool quoted = false;
        for (int read = reader.Read(); ; read = reader.Read())
        {
            char c = (char)read;
            if (read < 0 || (!quoted && c is '\r' or '\n'))
            {
                if (c == '\r' && reader.Peek() == '\n')
                    reader.Read();
                values.Add(value.ToString());
                return [.. values];
            }
            if (quoted && c == '"' && reader.Peek() == '"')
                value.Append((char)reader.Read());
            else if (c == '"' && (quoted || value.Length == 0))
                quoted = !quoted;
            else if (c == separator && !quoted)
            {
                values.Add(value.ToString());
                value.Clear();
            }
            else
            {
                value.Append(c);
            }
        }
    }
}
