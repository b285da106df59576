namespace Workbook.Scripting;

/// <summary>Runs what follows an <c>await</c> in a cell on the cell's own thread, where it can be interrupted. A
/// continuation that this thread does not take soon, because it is busy or blocked in user code, goes to the thread
/// pool,
/// so that a cell that waits for <c>task.Result</c> does not lock itself out.</summary>
internal sealed class CellContext : SynchronizationContext
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(15);

    private readonly object _gate = new();
    private readonly Queue<Continuation> _queue = [];
    private bool _idle;

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        var continuation = new Continuation(d, state);
        lock (_gate)
        {
            _queue.Enqueue(continuation);
            if (_idle)
            {
                Monitor.PulseAll(_gate);
                return;
            }
        }

        _ = RunLaterAsync(continuation);
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
        while (WaitForNext(task) is { } next) next.TryRun();
    }

    private static async Task RunLaterAsync(Continuation continuation)
    {
        await Task.Delay(Patience).ConfigureAwait(false);
        // Not within this task: what an async void method throws must be reported, not wait unobserved.
        ThreadPool.QueueUserWorkItem(static late => late.TryRun(), continuation, preferLocal: false);
    }

    private Continuation? WaitForNext(Task task)
    {
        lock (_gate)
        {
            try
            {
                _idle = true;
                while (_queue.Count == 0 && !task.IsCompleted) Monitor.Wait(_gate);
            }
            finally
            {
                _idle = false;
                foreach (var left in _queue.Skip(1)) _ = RunLaterAsync(left);
            }

            return task.IsCompleted ? RunLater(_queue) : _queue.Dequeue();
        }
    }

    /// <summary>Nobody waits for these any more; they still run.</summary>
    private static Continuation? RunLater(Queue<Continuation> left)
    {
        foreach (var continuation in left) _ = RunLaterAsync(continuation);
        left.Clear();
        return null;
    }

    private void Wake()
    {
        lock (_gate) Monitor.PulseAll(_gate);
    }

    private sealed class Continuation(SendOrPostCallback callback, object? state)
    {
        private int _taken;

        public void TryRun()
        {
            if (Interlocked.Exchange(ref _taken, 1) == 0) callback(state);
        }
    }
}
