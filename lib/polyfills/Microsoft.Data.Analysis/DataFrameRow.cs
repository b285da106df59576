using System.Collections;

namespace Microsoft.Data.Analysis;

/// <summary>A row of a frame. It shows the frame as it is, and changes go to the frame.</summary>
public class DataFrameRow : IEnumerable<object?>
{
    private readonly DataFrame frame;
    private readonly long index;

    internal DataFrameRow(DataFrame frame, long index) => (this.frame, this.index) = (frame, index);

    /// <summary>The value of a column.</summary>
    public object? this[int index]
    {
        get => frame.Columns[index][this.index];
        set => frame.Columns[index][this.index] = value;
    }

    /// <summary>The value of a column.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public object? this[string columnName]
    {
        get => frame.Columns[columnName][index];
        set => frame.Columns[columnName][index] = value;
    }

    /// <summary>The values with the names of their columns.</summary>
    public IEnumerable<KeyValuePair<string, object?>> GetValues() =>
        frame.Columns.Select(c => new KeyValuePair<string, object?>(c.Name, c[index]));

    /// <summary>The values.</summary>
    public IEnumerator<object?> GetEnumerator() => frame.Columns.Select(c => c[index]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => string.Join(" ", this.Select(v => v?.ToString() ?? "null"));
}
