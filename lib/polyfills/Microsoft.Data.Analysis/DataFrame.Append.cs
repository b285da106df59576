using System.Globalization;

namespace Microsoft.Data.Analysis;

public partial class DataFrame
{
    /// <summary>The frame with rows behind it.</summary>
    public DataFrame Append(IEnumerable<DataFrameRow> rows, bool inPlace = false, CultureInfo? cultureInfo = null)
    {
        object?[][] cells = [.. rows.Select(row => row.ToArray())];
        DataFrame frame = inPlace ? this : Clone();
        foreach (object?[] row in cells)
            frame.AppendCells(row, cultureInfo);
        return frame;
    }

    /// <summary>The frame with a row behind it; columns without a value get null.</summary>
    /// <exception cref="ArgumentException">There are more values than columns.</exception>
    public DataFrame Append(IEnumerable<object>? row = null, bool inPlace = false, CultureInfo? cultureInfo = null)
    {
        DataFrame frame = inPlace ? this : Clone();
        frame.AppendCells([.. row ?? []], cultureInfo);
        return frame;
    }

    /// <summary>The frame with a row behind it, given by names of columns; the others get null.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public DataFrame Append(IEnumerable<KeyValuePair<string, object>> row, bool inPlace = false,
        CultureInfo? cultureInfo = null)
    {
        DataFrame frame = inPlace ? this : Clone();
        object?[] cells = new object?[Columns.Count];
        foreach ((string name, object value) in row)
            cells[Columns.Find(name)] = value;
        frame.AppendCells(cells, cultureInfo);
        return frame;
    }

    private void AppendCells(object?[] cells, CultureInfo? culture)
    {
        if (cells.Length > Columns.Count)
            throw new ArgumentException($"A row of {cells.Length} values does not fit into {Columns.Count} columns.");
        for (int i = 0; i < Columns.Count; i++)
            Columns[i].AppendValue(i < cells.Length ? cells[i] : null, culture ?? CultureInfo.CurrentCulture);
    }
}
