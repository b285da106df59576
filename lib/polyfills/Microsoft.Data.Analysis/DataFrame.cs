using System.Text;

namespace Microsoft.Data.Analysis;

/// <summary>
/// A table: named columns of one length, each with values of one type that may be null. Methods return a new frame
/// unless they are told to work in place.
/// </summary>
public partial class DataFrame
{
    /// <summary>A frame of these columns.</summary>
    /// <exception cref="ArgumentException">Lengths differ, or a name comes twice.</exception>
    public DataFrame(IEnumerable<DataFrameColumn> columns)
    {
        Columns = new DataFrameColumnCollection(columns);
        Rows = new DataFrameRowCollection(this);
    }

    /// <summary>A frame of these columns.</summary>
    /// <exception cref="ArgumentException">Lengths differ, or a name comes twice.</exception>
    public DataFrame(params DataFrameColumn[] columns)
        : this((IEnumerable<DataFrameColumn>)columns)
    {
    }

    /// <summary>The columns: by place, by name, and to add to.</summary>
    public DataFrameColumnCollection Columns { get; }

    /// <summary>The rows.</summary>
    public DataFrameRowCollection Rows { get; }

    /// <summary>A cell.</summary>
    public object? this[long rowIndex, int columnIndex]
    {
        get => Columns[columnIndex][rowIndex];
        set => Columns[columnIndex][rowIndex] = value;
    }

    /// <summary>The rows where the filter is true.</summary>
    public DataFrame this[PrimitiveDataFrameColumn<bool> rowFilter] => Filter(rowFilter);

    /// <summary>These rows.</summary>
    public DataFrame this[PrimitiveDataFrameColumn<int> rowIndices] => Filter(rowIndices);

    /// <summary>These rows.</summary>
    public DataFrame this[PrimitiveDataFrameColumn<long> rowIndices] => Filter(rowIndices);

    /// <summary>These rows.</summary>
    public DataFrame this[IEnumerable<int> rowIndices] => Take(rowIndices.Select(i => (long)i));

    /// <summary>These rows.</summary>
    public DataFrame this[IEnumerable<long> rowIndices] => Take(rowIndices);

    /// <summary>The rows where the filter is true.</summary>
    public DataFrame this[IEnumerable<bool> rowFilter] =>
        Take(rowFilter.Select((keep, i) => (keep, i)).Where(p => p.keep).Select(p => (long)p.i));

    /// <summary>The column of this name. Setting a name that is not there adds a column.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public DataFrameColumn this[string columnName]
    {
        get => Columns[columnName];
        set => Columns[columnName] = value;
    }

    /// <summary>The rows where the filter is true.</summary>
    public DataFrame Filter(PrimitiveDataFrameColumn<bool> filter) =>
        Take(filter.Rows().Where(i => filter[i] is true && i < Rows.Count));

    /// <summary>These rows.</summary>
    public DataFrame Filter(PrimitiveDataFrameColumn<int> rowIndices) =>
        Take(rowIndices.Where(i => i is not null).Select(i => (long)i!.Value));

    /// <summary>These rows.</summary>
    public DataFrame Filter(PrimitiveDataFrameColumn<long> rowIndices) =>
        Take(rowIndices.Where(i => i is not null).Select(i => i!.Value));

    /// <summary>The first rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The frame has fewer.</exception>
    public DataFrame Head(int numberOfRows) => Take(Span(0, numberOfRows));

    /// <summary>The last rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The frame has fewer.</exception>
    public DataFrame Tail(int numberOfRows) => Take(Span(Rows.Count - numberOfRows, numberOfRows));

    /// <summary>Rows drawn by chance, no row twice.</summary>
    /// <exception cref="ArgumentException">The frame has fewer rows.</exception>
    public DataFrame Sample(int numberOfRows)
    {
        if (numberOfRows > Rows.Count)
            throw new ArgumentException($"The frame has {Rows.Count} rows: {numberOfRows} cannot be drawn.", nameof(numberOfRows));
        long[] rows = [.. Span(0, checked((int)Rows.Count))];
        Random.Shared.Shuffle(rows);
        return Take(rows.Take(numberOfRows));
    }

    /// <summary>A copy.</summary>
    public DataFrame Clone() => new(Columns.Select(c => c.Clone()));

    /// <summary>The type of each column and how many values it has.</summary>
    public DataFrame Info() => new(Columns.Select(c => (DataFrameColumn)new StringDataFrameColumn(c.Name,
        [c.DataType.ToString(), $"{c.Length - c.NullCount}"])).Prepend(new StringDataFrameColumn("Info",
        ["DataType", "Length (excluding null values)"])));

    /// <summary>Count, largest value, smallest value and mean of each numeric column. The mean counts nulls as zero.</summary>
    public DataFrame Description() => new(Columns.Where(c => c.HasDescription())
        .Select(c => (DataFrameColumn)DescriptionOf(c))
        .Prepend(new StringDataFrameColumn("Description", ["Length (excluding null values)", "Max", "Min", "Mean"])));

    /// <summary>The rows in the order of a column; rows of equal values keep theirs.</summary>
    public DataFrame OrderBy(string columnName, bool ascending = true, bool putNullValuesLast = true) =>
        Take(Columns[columnName].Order(ascending, putNullValuesLast));

    /// <summary>The rows in the reverse order of a column.</summary>
    public DataFrame OrderByDescending(string columnName, bool putNullValuesLast = true) =>
        OrderBy(columnName, ascending: false, putNullValuesLast);

    /// <summary>Text before the name of each column.</summary>
    public DataFrame AddPrefix(string prefix, bool inPlace = false) => Renamed(name => prefix + name, inPlace);

    /// <summary>Text behind the name of each column.</summary>
    public DataFrame AddSuffix(string suffix, bool inPlace = false) => Renamed(name => name + suffix, inPlace);

    /// <summary>The rows of each value of a column; rows where it is null are left out.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public GroupBy GroupBy(string columnName) => new GroupBy<object>(this, Columns.Find(columnName));

    /// <summary>The rows of each value of a column of this type; rows where it is null are left out.</summary>
    /// <exception cref="InvalidCastException">The column is of another type.</exception>
    public GroupBy<TKey> GroupBy<TKey>(string columnName) where TKey : notnull
    {
        int place = Columns.Find(columnName);
        return Columns[place].DataType == typeof(TKey) ? new GroupBy<TKey>(this, place)
            : throw new InvalidCastException($"Column \"{columnName}\" is of {Columns[place].DataType.Name}, not of {typeof(TKey).Name}.");
    }

    /// <summary>All rows as text.</summary>
    public override string ToString() => ToString(Rows.Count);

    /// <summary>The first rows as text, in columns.</summary>
    public string ToString(long rowsToShow)
    {
        int width = Math.Max(10, Columns.Select(c => c.Name.Length + 1).DefaultIfEmpty(0).Max());
        var text = new StringBuilder();
        foreach (DataFrameColumn column in Columns)
            text.Append(column.Name.PadRight(width));
        text.AppendLine();
        for (long row = 0; row < Math.Min(rowsToShow, Rows.Count); row++)
        {
            foreach (DataFrameColumn column in Columns)
                text.Append((column[row] ?? "null").ToString()!.PadRight(width));
            text.AppendLine();
        }
        return text.ToString();
    }

    internal DataFrame Take(IEnumerable<long> rows)
    {
        long?[] taken = [.. rows.Select(i => (long?)i)];
        return new(Columns.Select(c => c.Take(taken)));
    }

    private static SingleDataFrameColumn DescriptionOf(DataFrameColumn column)
    {
        float Number(object value) => Internal.Numbers.To<float>(value);
        return new(column.Name, [column.Length - column.NullCount, Number(column.Max()), Number(column.Min()),
            Number(column.Sum()) / column.Length]);
    }

    private DataFrame Renamed(Func<string, string> rename, bool inPlace)
    {
        DataFrame frame = inPlace ? this : Clone();
        foreach (DataFrameColumn column in frame.Columns)
            column.SetName(rename(column.Name));
        return frame;
    }

    private static IEnumerable<long> Span(long from, int count) => Enumerable.Range(0, count).Select(i => from + i);
}
