using System.Collections.Concurrent;

namespace Workbook.Scripting;

/// <summary>Runs what follows an <c>await</c> at the top level of a cell on the cell's own thread, where it can be
/// interrupted. While that thread is busy or blocked in user code, continuations go to the thread pool instead, so a
/// cell that waits for <c>task.Result</c> does not lock itself out.</summary>
internal sealed class CellContext : SynchronizationContext
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _queue = [];
    private int _waiting;

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        if (Interlocked.CompareExchange(ref _waiting, 0, 1) == 1) _queue.Add((d, state));
        else ThreadPool.QueueUserWorkItem(_ => d(state));
    }

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state) => d(state);

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs continuations until a task ends.</summary>
    /// <param name="task">The cell's task.</param>
    public void RunUntilDone(Task task)
    {
        // An empty continuation wakes this loop; it must not take the place of a posted one, so it bypasses Post.
        task.ContinueWith(
            _ => _queue.Add((static _ => { }, null)),
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        while (!task.IsCompleted)
        {
            Volatile.Write(ref _waiting, 1);
            var (callback, state) = _queue.Take();
            Volatile.Write(ref _waiting, 0);
            callback(state);
        }
    }
}
