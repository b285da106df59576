namespace Microsoft.Data.Analysis;

/// <summary>A column of 32-bit numbers without sign, each of which may be null.</summary>
public partial class UInt32DataFrameColumn : PrimitiveDataFrameColumn<uint>
{
    /// <summary>A column of these values.</summary>
    public UInt32DataFrameColumn(string name, IEnumerable<uint?> values)
        : base(name, values)
    {
    }

    /// <summary>A column of these values.</summary>
    public UInt32DataFrameColumn(string name, IEnumerable<uint> values)
        : base(name, values)
    {
    }

    /// <summary>A column of <paramref name="length"/> nulls.</summary>
    public UInt32DataFrameColumn(string name, long length = 0)
        : base(name, length)
    {
    }
}
