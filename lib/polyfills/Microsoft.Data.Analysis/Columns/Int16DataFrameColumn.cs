namespace Microsoft.Data.Analysis;

/// <summary>A column of 16-bit numbers, each of which may be null.</summary>
public partial class Int16DataFrameColumn : PrimitiveDataFrameColumn<short>
{
    /// <summary>A column of these values.</summary>
    public Int16DataFrameColumn(string name, IEnumerable<short?> values)
        : base(name, values)
    {
    }

    /// <summary>A column of these values.</summary>
    public Int16DataFrameColumn(string name, IEnumerable<short> values)
        : base(name, values)
    {
    }

    /// <summary>A column of <paramref name="length"/> nulls.</summary>
    public Int16DataFrameColumn(string name, long length = 0)
        : base(name, length)
    {
    }
}
