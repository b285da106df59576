using System.Collections;
using System.Globalization;

namespace Microsoft.Data.Analysis;

/// <summary>A column of texts, each of which may be null.</summary>
public partial class StringDataFrameColumn : DataFrameColumn, IEnumerable<string?>
{
    private readonly List<string?> values;

    /// <summary>A column of <paramref name="length"/> nulls.</summary>
    public StringDataFrameColumn(string name, long length = 0)
        : base(name, typeof(string)) => values = [.. Enumerable.Repeat((string?)null, checked((int)length))];

    /// <summary>A column of these texts.</summary>
    public StringDataFrameColumn(string name, IEnumerable<string> values)
        : base(name, typeof(string)) => this.values = [.. values];

    /// <inheritdoc/>
    public override long Length => values.Count;

    /// <inheritdoc/>
    public override long NullCount => values.Count(v => v is null);

    /// <summary>The text of a row.</summary>
    public new string? this[long rowIndex]
    {
        get => values[Row(rowIndex)];
        set => values[Row(rowIndex)] = value;
    }

    /// <summary>The texts of <paramref name="length"/> rows.</summary>
    public new List<string?> this[long startIndex, int length] => values.GetRange(Row(startIndex), length);

    /// <summary>Adds a text behind the last one.</summary>
    public void Append(string? value) => values.Add(value);

    /// <summary>The column with each text changed.</summary>
    public StringDataFrameColumn Apply(Func<string?, string?> func, bool inPlace = false)
    {
        StringDataFrameColumn changed = inPlace ? this : Clone();
        for (int i = 0; i < changed.values.Count; i++)
            changed.values[i] = func(changed.values[i]);
        return changed;
    }

    /// <inheritdoc cref="DataFrameColumn.Clone(long)"/>
    public new StringDataFrameColumn Clone(long numberOfNullsToAppend = 0) =>
        (StringDataFrameColumn)base.Clone(numberOfNullsToAppend);

    /// <inheritdoc cref="DataFrameColumn.Sort"/>
    public new StringDataFrameColumn Sort(bool ascending = true, bool putNullValuesLast = true) =>
        (StringDataFrameColumn)base.Sort(ascending, putNullValuesLast);

    /// <inheritdoc cref="DataFrameColumn.DropNulls"/>
    public new StringDataFrameColumn DropNulls() => (StringDataFrameColumn)base.DropNulls();

    /// <summary>The texts with nulls replaced.</summary>
    public StringDataFrameColumn FillNulls(string value, bool inPlace = false) =>
        (StringDataFrameColumn)base.FillNulls(value, inPlace);

    /// <summary>Where the column equals a text.</summary>
    public PrimitiveDataFrameColumn<bool> ElementwiseEquals(string value) => new(Name, values.Select(v => v == value));

    /// <summary>Where the column differs from a text.</summary>
    public PrimitiveDataFrameColumn<bool> ElementwiseNotEquals(string value) =>
        new(Name, values.Select(v => v != value));

    /// <summary>The texts in order of rows.</summary>
    public IEnumerator<string?> GetEnumerator() => values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => values.GetEnumerator();

    internal override object? GetValue(long row) => values[Row(row)];

    internal override void SetValue(long row, object? value) =>
        values[Row(row)] = value is null or string ? (string?)value
        : throw new ArgumentException($"Column \"{Name}\" holds texts, not values of {value.GetType().Name}.", nameof(value));

    internal override void AppendValue(object? value, CultureInfo culture) =>
        values.Add(Convert.ToString(value, culture) is { } text && value is not null ? text : null);

    internal override int Compare(long a, long b) => Comparer<string>.Default.Compare(values[(int)a], values[(int)b]);

    internal override DataFrameColumn Take(IEnumerable<long?> rows) =>
        new StringDataFrameColumn(Name, rows.Select(row => row is { } i ? values[Row(i)] : null)!);

    private int Row(long index) => index >= 0 && index < values.Count ? (int)index
        : throw new ArgumentOutOfRangeException(nameof(index), $"Column \"{Name}\" has {values.Count} rows, no row {index}.");
}
