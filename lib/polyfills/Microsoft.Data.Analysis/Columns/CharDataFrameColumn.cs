namespace Microsoft.Data.Analysis;

/// <summary>A column of characters, each of which may be null.</summary>
public partial class CharDataFrameColumn : PrimitiveDataFrameColumn<char>
{
    /// <summary>A column of these values.</summary>
    public CharDataFrameColumn(string name, IEnumerable<char?> values)
        : base(name, values)
    {
    }

    /// <summary>A column of these values.</summary>
    public CharDataFrameColumn(string name, IEnumerable<char> values)
        : base(name, values)
    {
    }

    /// <summary>A column of <paramref name="length"/> nulls.</summary>
    public CharDataFrameColumn(string name, long length = 0)
        : base(name, length)
    {
    }
}
