using System.Globalization;

namespace Microsoft.Data.Analysis.Internal;

/// <summary>Compares columns with columns and with values.</summary>
internal static class Comparison
{
    public static PrimitiveDataFrameColumn<bool> Make(DataFrameColumn left, DataFrameColumn right, Func<int,
        bool> holds)
    {
        Arithmetic.CheckLengths(left, right);
        return new(left.Name, left.Rows().Select(i => holds(Compare(Known(left, i), Known(right, i)))));
    }

    public static PrimitiveDataFrameColumn<bool> Make<T>(DataFrameColumn left, T value, Func<int, bool> holds) =>
        value is DataFrameColumn column ? Make(left, column, holds)
        : new(left.Name, left.Rows().Select(i => holds(Compare(Known(left, i), value))));

    /// <summary>A null number compares as zero.</summary>
    private static object? Known(DataFrameColumn column, long row) =>
        column[row] ?? (column.DataType.IsValueType ? Activator.CreateInstance(column.DataType) : null);

    private static int Compare(object? a, object? b)
    {
        if (a is null || b is null)
            return a is null ? b is null ? 0 : -1 : 1;
        if (a.GetType() == b.GetType() && a is IComparable same)
            return a is string text ? string.CompareOrdinal(text, (string)b) : same.CompareTo(b);
        if (a is double or float || b is double or float)
            return Number(a).CompareTo(Number(b));
        return Convert.ToDecimal(a, CultureInfo.InvariantCulture)
            .CompareTo(Convert.ToDecimal(b, CultureInfo.InvariantCulture));
    }

    private static double Number(object value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);
}
