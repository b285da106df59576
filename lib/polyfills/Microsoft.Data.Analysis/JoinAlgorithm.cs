namespace Microsoft.Data.Analysis;

/// <summary>Which rows a join keeps.</summary>
public enum JoinAlgorithm
{
    /// <summary>All rows of the left frame.</summary>
    Left,

    /// <summary>All rows of the right frame.</summary>
    Right,

    /// <summary>All rows of both.</summary>
    FullOuter,

    /// <summary>Rows that are in both.</summary>
    Inner,
}
