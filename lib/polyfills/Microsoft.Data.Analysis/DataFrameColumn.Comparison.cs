using Microsoft.Data.Analysis.Internal;

namespace Microsoft.Data.Analysis;

// A null takes part in a comparison as the default of its type, 0: that is how the official package compares.
public abstract partial class DataFrameColumn
{
    /// <summary>Where two columns of the same length are equal.</summary>
    public virtual PrimitiveDataFrameColumn<bool> ElementwiseEquals(DataFrameColumn column) =>
        Comparison.Make(this, column, c => c == 0);

    /// <summary>Where the column equals a value.</summary>
    public virtual PrimitiveDataFrameColumn<bool> ElementwiseEquals<T>(T value) =>
        Comparison.Make(this, value, c => c == 0);

    /// <summary>Where two columns differ.</summary>
    public virtual PrimitiveDataFrameColumn<bool> ElementwiseNotEquals(DataFrameColumn column) =>
        Comparison.Make(this, column, c => c != 0);

    /// <summary>Where the column differs from a value.</summary>
    public virtual PrimitiveDataFrameColumn<bool> ElementwiseNotEquals<T>(T value) =>
        Comparison.Make(this, value, c => c != 0);

    /// <summary>Where the column is above another one.</summary>
    public virtual PrimitiveDataFrameColumn<bool> ElementwiseGreaterThan(DataFrameColumn column) =>
        Comparison.Make(this, column, c => c > 0);

    /// <summary>Where the column is above a value.</summary>
    public virtual PrimitiveDataFrameColumn<bool> ElementwiseGreaterThan<T>(T value) =>
        Comparison.Make(this, value, c => c > 0);

    /// <summary>Where the column is at or above another one.</summary>
    public virtual PrimitiveDataFrameColumn<bool> ElementwiseGreaterThanOrEqual(DataFrameColumn column) =>
        Comparison.Make(this, column, c => c >= 0);

    /// <summary>Where the column is at or above a value.</summary>
    public virtual PrimitiveDataFrameColumn<bool> ElementwiseGreaterThanOrEqual<T>(T value) =>
        Comparison.Make(this, value, c => c >= 0);

    /// <summary>Where the column is below another one.</summary>
    public virtual PrimitiveDataFrameColumn<bool> ElementwiseLessThan(DataFrameColumn column) =>
        Comparison.Make(this, column, c => c < 0);

    /// <summary>Where the column is below a value.</summary>
    public virtual PrimitiveDataFrameColumn<bool> ElementwiseLessThan<T>(T value) =>
        Comparison.Make(this, value, c => c < 0);

    /// <summary>Where the column is at or below another one.</summary>
    public virtual PrimitiveDataFrameColumn<bool> ElementwiseLessThanOrEqual(DataFrameColumn column) =>
        Comparison.Make(this, column, c => c <= 0);

    /// <summary>Where the column is at or below a value.</summary>
    public virtual PrimitiveDataFrameColumn<bool> ElementwiseLessThanOrEqual<T>(T value) =>
        Comparison.Make(this, value, c => c <= 0);

    /// <summary>Where there is no value.</summary>
    public virtual PrimitiveDataFrameColumn<bool> ElementwiseIsNull() => new(Name, Rows().Select(i => !IsValid(i)));

    /// <summary>Where there is a value.</summary>
    public virtual PrimitiveDataFrameColumn<bool> ElementwiseIsNotNull() => new(Name, Rows().Select(IsValid));
}
