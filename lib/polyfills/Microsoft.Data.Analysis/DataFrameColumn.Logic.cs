namespace Microsoft.Data.Analysis;

// Null where a side is null.
public abstract partial class DataFrameColumn
{
    /// <summary>Both of two truth values, row by row.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public virtual DataFrameColumn And(DataFrameColumn column, bool inPlace = false) =>
        Logic(column, (a, b) => a & b, inPlace);

    /// <summary>Both of two truth values: each row's and a given one.</summary>
    public virtual PrimitiveDataFrameColumn<bool> And(bool value, bool inPlace = false) =>
        Logic(new BooleanDataFrameColumn(Name, Rows().Select(_ => value)), (a, b) => a & b, inPlace);

    /// <summary>Both of two truth values, row by row.</summary>
    public static DataFrameColumn operator &(DataFrameColumn left, DataFrameColumn right) => left.And(right);

    /// <summary>Either of two truth values, row by row.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public virtual DataFrameColumn Or(DataFrameColumn column, bool inPlace = false) =>
        Logic(column, (a, b) => a | b, inPlace);

    /// <summary>Either of two truth values: each row's and a given one.</summary>
    public virtual PrimitiveDataFrameColumn<bool> Or(bool value, bool inPlace = false) =>
        Logic(new BooleanDataFrameColumn(Name, Rows().Select(_ => value)), (a, b) => a | b, inPlace);

    /// <summary>Either of two truth values, row by row.</summary>
    public static DataFrameColumn operator |(DataFrameColumn left, DataFrameColumn right) => left.Or(right);

    /// <summary>One of two truth values, row by row.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public virtual DataFrameColumn Xor(DataFrameColumn column, bool inPlace = false) =>
        Logic(column, (a, b) => a ^ b, inPlace);

    /// <summary>One of two truth values: each row's and a given one.</summary>
    public virtual PrimitiveDataFrameColumn<bool> Xor(bool value, bool inPlace = false) =>
        Logic(new BooleanDataFrameColumn(Name, Rows().Select(_ => value)), (a, b) => a ^ b, inPlace);

    /// <summary>One of two truth values, row by row.</summary>
    public static DataFrameColumn operator ^(DataFrameColumn left, DataFrameColumn right) => left.Xor(right);

    private PrimitiveDataFrameColumn<bool> Logic(DataFrameColumn column, Func<bool, bool, bool> combine, bool inPlace)
    {
        if (this is not PrimitiveDataFrameColumn<bool> left || column is not PrimitiveDataFrameColumn<bool> right)
            throw Unsupported("truth value");
        Internal.Arithmetic.CheckLengths(left, right);
        var result = new BooleanDataFrameColumn(Name,
            Rows().Select(i => left[i] is { } a && right[i] is { } b ? combine(a, b) : (bool?)null));
        if (!inPlace)
            return result;
        foreach (long row in Rows())
            left[row] = result[row];
        return left;
    }
}
