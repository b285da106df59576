using System.Collections;

namespace Microsoft.Data.Analysis;

/// <summary>The rows of a frame.</summary>
public class DataFrameRowCollection : IEnumerable<DataFrameRow>
{
    private readonly DataFrame frame;

    internal DataFrameRowCollection(DataFrame frame) => this.frame = frame;

    /// <summary>How many rows there are.</summary>
    public long Count => frame.Columns.RowCount;

    /// <summary>A row.</summary>
    public DataFrameRow this[long index] => new(frame, index);

    /// <summary>The rows in order.</summary>
    public IEnumerator<DataFrameRow> GetEnumerator()
    {
        for (long i = 0; i < Count; i++)
            yield return new DataFrameRow(frame, i);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
