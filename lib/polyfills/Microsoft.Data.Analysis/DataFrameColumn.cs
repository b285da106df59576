using System.Globalization;
using System.Text;
using Microsoft.Data.Analysis.Internal;

namespace Microsoft.Data.Analysis;

/// <summary>A named column of values of one type, each of which may be null.</summary>
public abstract partial class DataFrameColumn
{
    private string name;

    private protected DataFrameColumn(string name, Type dataType)
    {
        ArgumentNullException.ThrowIfNull(name);
        (this.name, DataType) = (name, dataType);
    }

    /// <summary>How many values there are, nulls among them.</summary>
    public abstract long Length { get; }

    /// <summary>How many nulls there are.</summary>
    public abstract long NullCount { get; }

    /// <summary>The column's name.</summary>
    public string Name => name;

    /// <summary>The type of the values.</summary>
    public Type DataType { get; }

    /// <summary>The frame's collection that the column is in, which knows it by name.</summary>
    internal DataFrameColumnCollection? Owner { get; set; }

    /// <summary>The value of a row.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="ArgumentException">The value set is of another type.</exception>
    public object? this[long rowIndex]
    {
        get => GetValue(rowIndex);
        set => SetValue(rowIndex, value);
    }

    /// <summary>The values of <paramref name="length"/> rows.</summary>
    public IReadOnlyList<object?> this[long startIndex, int length] =>
        [.. Enumerable.Range(0, length).Select(i => GetValue(startIndex + i))];

    /// <summary>A column of these values.</summary>
    public static PrimitiveDataFrameColumn<T> Create<T>(string name, IEnumerable<T?> values) where T : unmanaged =>
        new(name, values);

    /// <summary>A column of these values.</summary>
    public static PrimitiveDataFrameColumn<T> Create<T>(string name, IEnumerable<T> values) where T : unmanaged =>
        new(name, values);

    /// <summary>A column of these texts.</summary>
    public static StringDataFrameColumn Create(string name, IEnumerable<string> values) => new(name, values);

    /// <summary>Gives the column another name, in its frame too.</summary>
    /// <exception cref="ArgumentException">The frame has a column of that name.</exception>
    public void SetName(string newName)
    {
        Owner?.CheckRename(this, newName);
        name = newName;
    }

    /// <summary>Whether a row has a value.</summary>
    public virtual bool IsValid(long index) => GetValue(index) is not null;

    /// <summary>A copy, with this many nulls behind it.</summary>
    public DataFrameColumn Clone(long numberOfNullsToAppend = 0) =>
        Take(Rows().Select(i => (long?)i).Concat(Enumerable.Repeat((long?)null, checked((int)numberOfNullsToAppend))));

    /// <summary>The values in order.</summary>
    public DataFrameColumn Sort(bool ascending = true, bool putNullValuesLast = true) =>
        Take(Order(ascending, putNullValuesLast).Select(i => (long?)i));

    /// <summary>How often each value occurs, in the order of first occurrence.</summary>
    public virtual DataFrame ValueCounts()
    {
        (object Key, List<long> Rows)[] groups = Groups();
        DataFrameColumn values = Take(groups.Select(g => (long?)g.Rows[0]));
        values.SetName("Values");
        return new DataFrame(values, new Int64DataFrameColumn("Counts", groups.Select(g => (long)g.Rows.Count)));
    }

    /// <summary>The values with nulls replaced.</summary>
    /// <exception cref="ArgumentException">The value is of another type.</exception>
    public DataFrameColumn FillNulls(object value, bool inPlace = false)
    {
        DataFrameColumn filled = inPlace ? this : Clone();
        foreach (long row in Rows())
        {
            if (GetValue(row) is null)
                filled.SetValue(row, value);
        }
        return filled;
    }

    /// <summary>The values without the nulls.</summary>
    public DataFrameColumn DropNulls() => Take(Rows().Where(IsValid).Select(i => (long?)i));

    /// <summary>The values between two limits, both included; nulls are left out.</summary>
    public virtual DataFrameColumn Filter<U>(U min, U max) => throw Unsupported();

    /// <summary>The values, those beyond a limit replaced by it.</summary>
    public virtual DataFrameColumn Clamp<U>(U min, U max, bool inPlace = false) => throw Unsupported();

    /// <summary>Whether the values are numbers.</summary>
    public virtual bool IsNumericColumn() => false;

    /// <summary>Whether <see cref="DataFrame.Description"/> says something of the column.</summary>
    public virtual bool HasDescription() => false;

    /// <summary>The first <paramref name="rowsToShow"/> values as text, one a line.</summary>
    public string ToString(long rowsToShow)
    {
        var text = new StringBuilder();
        for (long i = 0; i < Math.Min(rowsToShow, Length); i++)
            text.Append(Convert.ToString(GetValue(i) ?? "null", CultureInfo.InvariantCulture))
                .Append(Environment.NewLine);
        return text.ToString();
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {DataType}, {Length} values, {NullCount} null";

    internal abstract object? GetValue(long row);

    internal abstract void SetValue(long row, object? value);

    internal abstract void AppendValue(object? value, CultureInfo culture);

    /// <summary>The values of these rows, null where there is no row.</summary>
    internal abstract DataFrameColumn Take(IEnumerable<long?> rows);

    /// <summary>Compares two rows that both have values.</summary>
    internal abstract int Compare(long a, long b);

    internal IEnumerable<long> Rows()
    {
        for (long i = 0; i < Length; i++)
            yield return i;
    }

    /// <summary>The rows in the order of their values; equal ones keep theirs, and are turned round with
    /// the others where the order descends.</summary>
    internal long[] Order(bool ascending, bool nullsLast)
    {
        long[] nulls = [.. Rows().Where(i => !IsValid(i))], valid = [.. Rows().Where(IsValid)];
        var comparer = Comparer<long>.Create(Compare);
        IEnumerable<long> sorted = valid.OrderBy(i => i, comparer);
        if (!ascending)
            sorted = sorted.Reverse();
        return nullsLast ? [.. sorted, .. nulls] : [.. nulls, .. sorted];
    }

    /// <summary>The rows of each value, in the order of first occurrence; nulls are left out.</summary>
    internal (object Key, List<long> Rows)[] Groups()
    {
        var groups = new Dictionary<object, List<long>>();
        var order = new List<object>();
        foreach (long row in Rows())
        {
            if (GetValue(row) is not { } key)
                continue;
            if (!groups.TryGetValue(key, out List<long>? rows))
            {
                groups[key] = rows = [];
                order.Add(key);
            }
            rows.Add(row);
        }
        return [.. order.Select(key => (key, groups[key]))];
    }

    internal NotImplementedException Unsupported(string what = "") =>
        new($"A column of {DataType.Name} (\"{Name}\") has no {(what.Length > 0 ? what : "such operation")}.");

    internal static DataFrameColumn OfType(string name, Type type) => ColumnFactory.Make(name, type);
}
