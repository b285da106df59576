using System.Collections;
using System.Globalization;

namespace Microsoft.Data.Analysis;

/// <summary>The rows of a frame by the value of one column.</summary>
/// <typeparam name="TKey">The type of that value.</typeparam>
public class GroupBy<TKey> : GroupBy where TKey : notnull
{
    private readonly DataFrame frame;
    private readonly DataFrameColumn key;
    private readonly (object Key, List<long> Rows)[] groups;

    internal GroupBy(DataFrame frame, int column)
    {
        (this.frame, key) = (frame, frame.Columns[column]);
        groups = key.Groups();
    }

    /// <summary>The groups, each with its value and its rows.</summary>
    public IEnumerable<IGrouping<TKey, DataFrameRow>> Groupings =>
        groups.Select(g => new Grouping((TKey)g.Key, g.Rows.Select(i => frame.Rows[i])));

    /// <inheritdoc/>
    public override DataFrame Count(params string[] columnNames) => Make(columnNames, _ => true, (column, groups) =>
        new Int64DataFrameColumn(column.Name, groups.Select(rows => (long)rows.Count(column.IsValid))));

    /// <inheritdoc/>
    public override DataFrame First(params string[] columnNames) =>
        Make(columnNames, _ => true, (column, groups) => column.Take(groups.Select(rows => (long?)rows[0])));

    /// <inheritdoc/>
    public override DataFrame Head(int numberOfRows) => Rows(rows => rows.Take(numberOfRows));

    /// <inheritdoc/>
    public override DataFrame Tail(int numberOfRows) => Rows(rows => rows.TakeLast(numberOfRows));

    /// <inheritdoc/>
    public override DataFrame Max(params string[] columnNames) => Aggregate(columnNames, (c, rows) => c.Max(rows));

    /// <inheritdoc/>
    public override DataFrame Min(params string[] columnNames) => Aggregate(columnNames, (c, rows) => c.Min(rows));

    /// <summary>
    /// The product of each group. The official package starts from zero, and so every product is zero; code that
    /// needs products multiplies them itself.
    /// </summary>
    public override DataFrame Product(params string[] columnNames) =>
        Aggregate(columnNames, (c, _) => Activator.CreateInstance(c.DataType)!);

    /// <inheritdoc/>
    public override DataFrame Sum(params string[] columnNames) => Aggregate(columnNames, (c, rows) => c.Sum(rows));

    /// <inheritdoc/>
    public override DataFrame Mean(params string[] columnNames) =>
        Make(columnNames, c => c.IsNumericColumn(), (column, groups) =>
        new DoubleDataFrameColumn(column.Name, groups.Select(rows =>
            Internal.Numbers.To<double>(column.Sum(rows)) / Math.Max(1, rows.Count(column.IsValid)))));

    private DataFrame Aggregate(string[] names, Func<DataFrameColumn, List<long>, object> compute) =>
        Make(names, c => c.IsNumericColumn(), (column, groups) =>
        {
            DataFrameColumn made = DataFrameColumn.OfType(column.Name, column.DataType);
            foreach (List<long> rows in groups)
                made.AppendValue(compute(column, rows), CultureInfo.InvariantCulture);
            return made;
        });

    private DataFrame Make(string[] names, Func<DataFrameColumn, bool> takes, Func<DataFrameColumn,
        IEnumerable<List<long>>, DataFrameColumn> make)
    {
        IEnumerable<DataFrameColumn> columns = names.Length > 0 ? names.Select(name => frame.Columns[name])
            : frame.Columns.Where(c => c != key && takes(c));
        return new DataFrame([key.Take(groups.Select(g => (long?)g.Rows[0])),
            .. columns.Select(c => make(c, groups.Select(g => g.Rows)))]);
    }

    private DataFrame Rows(Func<List<long>, IEnumerable<long>> choose)
    {
        DataFrame taken = frame.Take(groups.SelectMany(g => choose(g.Rows)));
        DataFrameColumn first = taken.Columns[key.Name];
        taken.Columns.Remove(key.Name);
        taken.Columns.Insert(0, first);
        return taken;
    }

    private sealed class Grouping(TKey key, IEnumerable<DataFrameRow> rows) : IGrouping<TKey, DataFrameRow>
    {
        public TKey Key => key;

        public IEnumerator<DataFrameRow> GetEnumerator() => rows.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => rows.GetEnumerator();
    }
}
