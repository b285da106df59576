namespace Microsoft.Data.Analysis;

/// <summary>A column of 16-bit numbers without sign, each of which may be null.</summary>
public partial class UInt16DataFrameColumn : PrimitiveDataFrameColumn<ushort>
{
    /// <summary>A column of these values.</summary>
    public UInt16DataFrameColumn(string name, IEnumerable<ushort?> values)
        : base(name, values)
    {
    }

    /// <summary>A column of these values.</summary>
    public UInt16DataFrameColumn(string name, IEnumerable<ushort> values)
        : base(name, values)
    {
    }

    /// <summary>A column of <paramref name="length"/> nulls.</summary>
    public UInt16DataFrameColumn(string name, long length = 0)
        : base(name, length)
    {
    }
}
