using System.Collections;
using System.Globalization;
using Microsoft.Data.Analysis.Internal;

namespace Microsoft.Data.Analysis;

/// <summary>A column of numbers, truth values, characters or times, each of which may be null.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
public partial class PrimitiveDataFrameColumn<T> : DataFrameColumn, IEnumerable<T?>
    where T : unmanaged
{
    private readonly List<T?> values;

    /// <summary>A column of these values.</summary>
    public PrimitiveDataFrameColumn(string name, IEnumerable<T?> values)
        : base(name, typeof(T)) => this.values = [.. values];

    /// <summary>A column of these values.</summary>
    public PrimitiveDataFrameColumn(string name, IEnumerable<T> values)
        : base(name, typeof(T)) => this.values = [.. values.Select(v => (T?)v)];

    /// <summary>A column of <paramref name="length"/> nulls.</summary>
    public PrimitiveDataFrameColumn(string name, long length = 0)
        : base(name, typeof(T)) => values = [.. Enumerable.Repeat((T?)null, checked((int)length))];

    /// <inheritdoc/>
    public override long Length => values.Count;

    /// <inheritdoc/>
    public override long NullCount => values.Count(v => v is null);

    /// <summary>The value of a row.</summary>
    public new T? this[long rowIndex]
    {
        get => values[Row(rowIndex)];
        set => values[Row(rowIndex)] = value;
    }

    /// <summary>The values of <paramref name="length"/> rows.</summary>
    public new IReadOnlyList<T?> this[long startIndex, int length] => values.GetRange(Row(startIndex), length);

    /// <summary>Adds a value behind the last one.</summary>
    public void Append(T? value) => values.Add(value);

    /// <summary>Adds a value several times.</summary>
    public void AppendMany(T? value, long count)
    {
        for (long i = 0; i < count; i++)
            values.Add(value);
    }

    /// <summary>The column with each value changed; nulls stay.</summary>
    public PrimitiveDataFrameColumn<T> Apply(Func<T, T> func, bool inPlace = false)
    {
        PrimitiveDataFrameColumn<T> changed = inPlace ? this : Clone();
        for (int i = 0; i < changed.values.Count; i++)
            changed.values[i] = changed.values[i] is { } value ? func(value) : null;
        return changed;
    }

    /// <summary>Changes each value, which comes with its row.</summary>
    public void ApplyElementwise(Func<T?, long, T?> func)
    {
        for (int i = 0; i < values.Count; i++)
            values[i] = func(values[i], i);
    }

    /// <inheritdoc cref="DataFrameColumn.Clone(long)"/>
    public new PrimitiveDataFrameColumn<T> Clone(long numberOfNullsToAppend = 0) =>
        (PrimitiveDataFrameColumn<T>)base.Clone(numberOfNullsToAppend);

    /// <inheritdoc cref="DataFrameColumn.Sort"/>
    public new PrimitiveDataFrameColumn<T> Sort(bool ascending = true, bool putNullValuesLast = true) =>
        (PrimitiveDataFrameColumn<T>)base.Sort(ascending, putNullValuesLast);

    /// <inheritdoc cref="DataFrameColumn.DropNulls"/>
    public new PrimitiveDataFrameColumn<T> DropNulls() => (PrimitiveDataFrameColumn<T>)base.DropNulls();

    /// <summary>The values with nulls replaced.</summary>
    public PrimitiveDataFrameColumn<T> FillNulls(T value, bool inPlace = false) =>
        (PrimitiveDataFrameColumn<T>)base.FillNulls(value, inPlace);

    /// <inheritdoc/>
    public override bool IsNumericColumn() => Numbers.IsNumeric(typeof(T));

    /// <inheritdoc/>
    public override bool HasDescription() => IsNumericColumn();

    /// <summary>The values in order of rows.</summary>
    public IEnumerator<T?> GetEnumerator() => values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => values.GetEnumerator();

    internal override object? GetValue(long row) => values[Row(row)];

    internal override void SetValue(long row, object? value) => values[Row(row)] = value is null ? null : Value(value);

    internal override void AppendValue(object? value, CultureInfo culture) =>
        values.Add((T?)ColumnFactory.Convert(value, typeof(T), culture));

    internal override int Compare(long a, long b) =>
        Comparer<T>.Default.Compare(values[(int)a]!.Value, values[(int)b]!.Value);

    internal override DataFrameColumn Take(IEnumerable<long?> rows)
    {
        var taken = (PrimitiveDataFrameColumn<T>)ColumnFactory.Make(Name, typeof(T));
        taken.values.AddRange(rows.Select(row => row is { } i ? values[Row(i)] : null));
        return taken;
    }

    /// <summary>A number of another type is converted if it fits without loss of kind; anything else is refused.</summary>
    private T Value(object value)
    {
        if (value is T same)
            return same;
        if (IsNumericColumn() && Numbers.IsNumeric(value.GetType()))
            return (T)Convert.ChangeType(value, typeof(T), CultureInfo.InvariantCulture);
        throw new ArgumentException($"Column \"{Name}\" holds values of {typeof(T).Name}, not of {value.GetType().Name}.", nameof(value));
    }

    private int Row(long index) => index >= 0 && index < values.Count ? (int)index
        : throw new ArgumentOutOfRangeException(nameof(index), $"Column \"{Name}\" has {values.Count} rows, no row {index}.");
}
