namespace Microsoft.Data.Analysis;

public partial class DataFrame
{
    /// <summary>The rows without nulls, or those that are not all nulls.</summary>
    public DataFrame DropNulls(DropNullOptions options = DropNullOptions.Any) =>
        Take(Enumerable.Range(0, checked((int)Rows.Count))
        .Select(i => (long)i).Where(row =>
            options == DropNullOptions.Any ? Columns.All(c => c.IsValid(row)) : Columns.Any(c => c.IsValid(row))));

    /// <summary>The frame with nulls of all columns replaced by one value.</summary>
    /// <exception cref="ArgumentException">A column holds values of another type.</exception>
    public DataFrame FillNulls(object value, bool inPlace = false)
    {
        DataFrame frame = inPlace ? this : Clone();
        foreach (DataFrameColumn column in frame.Columns)
            column.FillNulls(value, inPlace: true);
        return frame;
    }

    /// <summary>The frame with nulls of each column replaced by that column's value.</summary>
    /// <exception cref="ArgumentException">There is not one value for each column.</exception>
    public DataFrame FillNulls(IList<object> values, bool inPlace = false)
    {
        if (values.Count != Columns.Count)
            throw new ArgumentException($"{values.Count} values for {Columns.Count} columns: give one for each.", nameof(values));
        DataFrame frame = inPlace ? this : Clone();
        for (int i = 0; i < values.Count; i++)
            frame.Columns[i].FillNulls(values[i], inPlace: true);
        return frame;
    }
}
