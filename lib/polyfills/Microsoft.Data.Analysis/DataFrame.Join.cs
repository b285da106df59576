using Microsoft.Data.Analysis.Internal;

namespace Microsoft.Data.Analysis;

public partial class DataFrame
{
    /// <summary>Puts the rows of two frames side by side, by their place.</summary>
    public DataFrame Join(DataFrame other, string leftSuffix = "_left", string rightSuffix = "_right",
        JoinAlgorithm joinAlgorithm = JoinAlgorithm.Left)
    {
        long rows = joinAlgorithm switch
        {
            JoinAlgorithm.Left => Rows.Count,
            JoinAlgorithm.Right => other.Rows.Count,
            JoinAlgorithm.FullOuter => Math.Max(Rows.Count, other.Rows.Count),
            _ => Math.Min(Rows.Count, other.Rows.Count),
        };
        long?[] Of(DataFrame frame) => [.. Enumerable.Range(0, checked((int)rows))
            .Select(i => i < frame.Rows.Count ? (long?)i : null)];
        return SideBySide(other, Of(this), Of(other), leftSuffix, rightSuffix);
    }

    /// <summary>Puts rows side by side whose values in one column of each frame are equal.</summary>
    /// <typeparam name="TKey">Not looked at; the columns' own type counts.</typeparam>
    /// <exception cref="ArgumentException">There is no such column, or the types differ.</exception>
    public DataFrame Merge<TKey>(
        DataFrame other, string leftJoinColumn, string rightJoinColumn, string leftSuffix = "_left",
        string rightSuffix = "_right", JoinAlgorithm joinAlgorithm = JoinAlgorithm.Left) =>
        Merge(other, [leftJoinColumn], [rightJoinColumn], leftSuffix, rightSuffix, joinAlgorithm);

    /// <summary>
    /// Puts rows side by side whose values in several columns are equal. A null equals a null; a row of the kept
    /// frame with a null that the other frame has nowhere is left out.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such column, or there are not as many left as right.</exception>
    public DataFrame Merge(
        DataFrame other, string[] leftJoinColumns, string[] rightJoinColumns, string leftSuffix = "_left",
        string rightSuffix = "_right", JoinAlgorithm joinAlgorithm = JoinAlgorithm.Left)
    {
        if (leftJoinColumns.Length != rightJoinColumns.Length || leftJoinColumns.Length == 0)
            throw new ArgumentException(
                $"{leftJoinColumns.Length} columns cannot be matched with {rightJoinColumns.Length}: "
                + "give as many left as right.");
        DataFrameColumn[] left = [.. leftJoinColumns.Select(name => Columns[name])],
            right = [.. rightJoinColumns.Select(name => other.Columns[name])];
        bool fromRight = joinAlgorithm == JoinAlgorithm.Right;
        (long?[] kept, long?[] found) = fromRight
            ? RowMatcher.Match(right, left, keepUnmatched: true, keepOthers: false)
            : RowMatcher.Match(left, right, joinAlgorithm != JoinAlgorithm.Inner,
                joinAlgorithm == JoinAlgorithm.FullOuter);
        return fromRight ? SideBySide(other, found, kept, leftSuffix, rightSuffix)
            : SideBySide(other, kept, found, leftSuffix, rightSuffix);
    }

    private DataFrame SideBySide(DataFrame other, long?[] leftRows, long?[] rightRows, string leftSuffix,
        string rightSuffix)
    {
        var made = new List<DataFrameColumn>();
        foreach ((DataFrame frame, DataFrame against, long?[] rows, string suffix) in new[]
            { (this, other, leftRows, leftSuffix), (other, this, rightRows, rightSuffix) })
        {
            foreach (DataFrameColumn column in frame.Columns)
            {
                DataFrameColumn taken = column.Take(rows);
                if (against.Columns.IndexOf(column.Name) >= 0)
                    taken.SetName(column.Name + suffix);
                made.Add(taken);
            }
        }
        return new DataFrame(made);
    }
}
