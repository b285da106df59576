namespace Microsoft.Data.Analysis;

/// <summary>A column of 64-bit numbers without sign, each of which may be null.</summary>
public partial class UInt64DataFrameColumn : PrimitiveDataFrameColumn<ulong>
{
    /// <summary>A column of these values.</summary>
    public UInt64DataFrameColumn(string name, IEnumerable<ulong?> values)
        : base(name, values)
    {
    }

    /// <summary>A column of these values.</summary>
    public UInt64DataFrameColumn(string name, IEnumerable<ulong> values)
        : base(name, values)
    {
    }

    /// <summary>A column of <paramref name="length"/> nulls.</summary>
    public UInt64DataFrameColumn(string name, long length = 0)
        : base(name, length)
    {
    }
}
