namespace TorchSharp;

/// <summary>Counts what happened to one kind of disposable object on one thread.</summary>
public class LifetimeStatistics
{
    /// <summary>Objects made while no scope was open.</summary>
    public long CreatedOutsideScopeCount { get; private set; }

    /// <summary>Objects disposed of while no scope owned them.</summary>
    public long DisposedOutsideScopeCount { get; private set; }

    /// <summary>Objects made while a scope was open, which owned them.</summary>
    public long CreatedInScopeCount { get; private set; }

    /// <summary>Objects disposed of, by a scope or by hand, while a scope owned them.</summary>
    public long DisposedInScopeCount { get; private set; }

    /// <summary>Objects given to a scope after they were made outside.</summary>
    public long AttachedToScopeCount { get; private set; }

    /// <summary>Objects taken out of every scope.</summary>
    public long DetachedFromScopeCount { get; private set; }

    /// <summary>Objects made on this thread less those disposed of here.</summary>
    public long ThreadTotalLiveCount =>
        CreatedInScopeCount + CreatedOutsideScopeCount - DisposedInScopeCount - DisposedOutsideScopeCount;

    /// <summary>Sets every count to zero.</summary>
    public void Reset()
    {
        CreatedOutsideScopeCount = DisposedOutsideScopeCount = CreatedInScopeCount = 0;
        DisposedInScopeCount = AttachedToScopeCount = DetachedFromScopeCount = 0;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"ThreadTotalLiveCount: {ThreadTotalLiveCount}; CreatedOutsideScopeCount: {CreatedOutsideScopeCount}; "
        + $"DisposedOutsideScopeCount: {DisposedOutsideScopeCount}; CreatedInScopeCount: {CreatedInScopeCount}; "
        + $"DisposedInScopeCount: {DisposedInScopeCount}; AttachedToScopeCount: {AttachedToScopeCount}; "
        + $"DetachedFromScopeCount: {DetachedFromScopeCount}";

    internal void Created(bool inScope)
    {
        if (inScope)
        {
            CreatedInScopeCount++;
        }
        else
        {
            CreatedOutsideScopeCount++;
        }
    }

    internal void DisposedInside() => DisposedInScopeCount++;

    internal void DisposedOutside() => DisposedOutsideScopeCount++;

    internal void Attached() => AttachedToScopeCount++;

    internal void Detached() => DetachedFromScopeCount++;
}
