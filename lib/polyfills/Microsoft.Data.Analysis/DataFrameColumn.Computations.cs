namespace Microsoft.Data.Analysis;

public abstract partial class DataFrameColumn
{
    /// <summary>The sum, without the nulls.</summary>
    public virtual object Sum() => throw Unsupported("sum");

    /// <summary>The sum of these rows.</summary>
    public virtual object Sum(IEnumerable<long> rowIndices) => throw Unsupported("sum");

    /// <summary>The product, without the nulls.</summary>
    public virtual object Product() => throw Unsupported("product");

    /// <summary>The product of these rows.</summary>
    public virtual object Product(IEnumerable<long> rowIndices) => throw Unsupported("product");

    /// <summary>The largest value.</summary>
    public virtual object Max() => throw Unsupported("largest value");

    /// <summary>The largest value of these rows.</summary>
    public virtual object Max(IEnumerable<long> rowIndices) => throw Unsupported("largest value");

    /// <summary>The smallest value.</summary>
    public virtual object Min() => throw Unsupported("smallest value");

    /// <summary>The smallest value of these rows.</summary>
    public virtual object Min(IEnumerable<long> rowIndices) => throw Unsupported("smallest value");

    /// <summary>The mean, without the nulls.</summary>
    public virtual double Mean() => throw Unsupported("mean");

    /// <summary>The median, without the nulls.</summary>
    public virtual double Median() => throw Unsupported("median");

    /// <summary>Absolute values.</summary>
    public virtual DataFrameColumn Abs(bool inPlace = false) => throw Unsupported("absolute values");

    /// <summary>Values rounded to whole numbers, halves to the even one.</summary>
    public virtual DataFrameColumn Round(bool inPlace = false) => throw Unsupported("rounding");

    /// <summary>The sum of all values so far.</summary>
    public virtual DataFrameColumn CumulativeSum(bool inPlace = false) => throw Unsupported("sum");

    /// <summary>The product of all values so far.</summary>
    public virtual DataFrameColumn CumulativeProduct(bool inPlace = false) => throw Unsupported("product");

    /// <summary>The largest value so far.</summary>
    public virtual DataFrameColumn CumulativeMax(bool inPlace = false) => throw Unsupported("largest value");

    /// <summary>The smallest value so far.</summary>
    public virtual DataFrameColumn CumulativeMin(bool inPlace = false) => throw Unsupported("smallest value");

    /// <summary>Whether all values are true.</summary>
    public virtual bool All() => throw Unsupported("truth value");

    /// <summary>Whether any value is true.</summary>
    public virtual bool Any() => throw Unsupported("truth value");
}
