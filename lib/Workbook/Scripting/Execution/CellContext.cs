namespace Workbook.Scripting;

/// <summary>Runs what follows an <c>await</c> at the top level of a cell on the cell's own thread, where it can be
/// interrupted. While that thread is busy or blocked in user code, continuations go to the thread pool instead, so a
/// cell that waits for <c>task.Result</c> does not lock itself out.</summary>
internal sealed class CellContext : SynchronizationContext
{
    private readonly object _gate = new();
    private bool _idle;
    private Action? _next;

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_gate)
        {
            if (_idle)
            {
                _idle = false;
                _next = () => d(state);
                Monitor.PulseAll(_gate);
                return;
            }
        }

        ThreadPool.QueueUserWorkItem(_ => d(state));
    }

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state) => d(state);

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs continuations until a task ends.</summary>
    /// <param name="task">The cell's task.</param>
    public void RunUntilDone(Task task)
    {
        task.ContinueWith(
            _ => Wake(),
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        while (WaitForNext(task) is { } next) next();
    }

    private Action? WaitForNext(Task task)
    {
        lock (_gate)
        {
            try
            {
                _idle = true;
                while (_next is null && !task.IsCompleted) Monitor.Wait(_gate);
            }
            finally
            {
                _idle = false;
            }

            var next = _next;
            _next = null;
            return next;
        }
    }

    private void Wake()
    {
        lock (_gate) Monitor.PulseAll(_gate);
    }
}
