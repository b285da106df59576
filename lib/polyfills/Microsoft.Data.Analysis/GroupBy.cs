namespace Microsoft.Data.Analysis;

/// <summary>
/// The rows of a frame by the value of one column. Each method gives a frame whose first column is that value; without
/// names it takes all other columns that it can.
/// </summary>
public abstract class GroupBy
{
    /// <summary>How many values each group has in each column.</summary>
    public abstract DataFrame Count(params string[] columnNames);

    /// <summary>The first row of each group.</summary>
    public abstract DataFrame First(params string[] columnNames);

    /// <summary>The first rows of each group.</summary>
    public abstract DataFrame Head(int numberOfRows);

    /// <summary>The last rows of each group.</summary>
    public abstract DataFrame Tail(int numberOfRows);

    /// <summary>The largest value of each group; 0 where all are null.</summary>
    public abstract DataFrame Max(params string[] columnNames);

    /// <summary>The smallest value of each group; 0 where all are null.</summary>
    public abstract DataFrame Min(params string[] columnNames);

    /// <summary>The product of each group.</summary>
    public abstract DataFrame Product(params string[] columnNames);

    /// <summary>The sum of each group.</summary>
    public abstract DataFrame Sum(params string[] columnNames);

    /// <summary>The mean of each group; 0 where all are null.</summary>
    public abstract DataFrame Mean(params string[] columnNames);
}
