namespace Microsoft.Data.Analysis;

/// <summary>A column of 8-bit numbers, each of which may be null.</summary>
public partial class SByteDataFrameColumn : PrimitiveDataFrameColumn<sbyte>
{
    /// <summary>A column of these values.</summary>
    public SByteDataFrameColumn(string name, IEnumerable<sbyte?> values)
        : base(name, values)
    {
    }

    /// <summary>A column of these values.</summary>
    public SByteDataFrameColumn(string name, IEnumerable<sbyte> values)
        : base(name, values)
    {
    }

    /// <summary>A column of <paramref name="length"/> nulls.</summary>
    public SByteDataFrameColumn(string name, long length = 0)
        : base(name, length)
    {
    }
}
