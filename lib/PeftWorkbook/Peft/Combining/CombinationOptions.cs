namespace PeftWorkbook.Peft.Combining;

/// <summary>What a <see cref="CombinationType"/> leaves open.</summary>
public sealed record CombinationOptions
{
    /// <summary>The share of elements that pruning keeps, from 0 to 1.</summary>
    public double Density { get; init; } = 1;

    /// <summary>How TIES elects signs.</summary>
    public MajoritySign MajoritySign { get; init; } = MajoritySign.Total;

    /// <summary>The rank of the types that end in <c>Svd</c>; null takes the adapters' largest.</summary>
    public int? SvdRank { get; init; }

    /// <summary>
    /// A quantile, from 0 to 1: the matrices of an SVD are clamped to plus and minus the value that this share of their
    /// elements lies below; null clamps nothing.
    /// </summary>
    public double? SvdClamp { get; init; }

    /// <summary>Seeds what DARE drops.</summary>
    public long Seed { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">A value makes no sense.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Density);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Density, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(SvdRank ?? 1, 1, nameof(SvdRank));
        ArgumentOutOfRangeException.ThrowIfNegative(SvdClamp ?? 0, nameof(SvdClamp));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SvdClamp ?? 1, 1, nameof(SvdClamp));
    }
}
