using System.Globalization;

namespace Microsoft.Data.Analysis.Internal;

/// <summary>Reads separated values into a frame.</summary>
internal sealed class CsvReader(
    char separator, bool header, string[]? columnNames, Type[]? dataTypes, long mostRows, int guessRows, bool addIndex,
    bool renameDuplicates, CultureInfo culture, Func<IEnumerable<string>, Type>? guessType)
{
    public DataFrame Read(TextReader reader)
    {
        string[]? first = header ? Next(reader) : null;
        string[]? names = first ?? columnNames;
        List<string[]> rows = [];
        while ((mostRows < 0 || rows.Count < mostRows) && Next(reader) is { } row)
            rows.Add(row);
        if (rows.Count == 0 && first is null)
            throw new FormatException("There is nothing to read: the text is empty.");
        string[][] guessed = [.. rows.Take(Math.Max(1, guessRows))];
        int count = rows.Count == 0 ? 0 : rows[0].Length;
        if (names is not null && count > names.Length)
            throw new IndexOutOfRangeException($"A row has {count} values, but there are {names.Length} names.");
        DataFrameColumn[] columns = [.. Names(names, count).Select((name, i) =>
            ColumnFactory.Make(name, dataTypes is not null
                ? dataTypes[i] : Guess(guessed.Select(row => i < row.Length ? row[i] : ""))))];
        var frame = new DataFrame(columns);
        foreach (string[] row in rows)
        {
            if (row.Length != columns.Length)
                throw new FormatException($"A row has {row.Length} values, the ones before it {columns.Length}.");
            for (int i = 0; i < columns.Length; i++)
                columns[i].AppendValue(i < row.Length ? row[i] : null, culture);
        }
        if (addIndex)
            frame.Columns.Insert(0, new Int64DataFrameColumn("IndexColumn",
                Enumerable.Range(0, rows.Count).Select(i => (long)i)));
        return frame;
    }

    /// <summary>The next line that is not empty.</summary>
    private string[]? Next(TextReader reader)
    {
        while (CsvText.ReadLine(reader, separator) is { } values)
        {
            if (values is not [""])
                return values;
        }
        return null;
    }

    private IEnumerable<string> Names(string[]? given, int count)
    {
        var used = new Dictionary<string, int>();
        for (int i = 0; i < count; i++)
        {
            string name = given is null ? $"Column{i}" : given[i];
            int before = used.GetValueOrDefault(name);
            used[name] = before + 1;
            if (before > 0 && !renameDuplicates)
                throw new ArgumentException($"Two columns are named \"{name}\": set renameDuplicatedColumns, or give other names.");
            yield return before > 0 ? $"{name}.{before}" : name;
        }
    }

    /// <summary>Truth values, else numbers, else times, else texts; empty values say nothing.</summary>
    private Type Guess(IEnumerable<string> values)
    {
        if (guessType is not null)
            return guessType(values);
        string[] known = [.. values.Where(v => v.Length > 0)];
        return known.Length == 0 ? typeof(string)
            : known.All(v => bool.TryParse(v, out _)) ? typeof(bool)
            : known.All(v => float.TryParse(v, NumberStyles.Float | NumberStyles.AllowThousands, culture, out _))
                ? typeof(float)
            : known.All(v => DateTime.TryParse(v, culture, out _)) ? typeof(DateTime)
            : typeof(string);
    }
}
