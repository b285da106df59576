namespace Workbook.Scripting;

/// <summary>How a cell's code ended.</summary>
/// <param name="Value">Its value.</param>
/// <param name="Exception">What it threw, or <see langword="null"/>.</param>
/// <param name="Interrupted">Whether an interruption ended it.</param>
/// <param name="Abandoned">Whether its thread still runs: it did not let itself be interrupted.</param>
internal readonly record struct CellOutcome(object? Value, Exception? Exception, bool Interrupted, bool Abandoned);

/// <summary>Runs a cell on a thread of its own and interrupts it in stages: first the ambient token, which the cell's
/// loops, lambdas and awaits and long library calls follow; then the wait the thread blocks in; in the end the cell is
/// given up and its thread left behind.</summary>
/// <remarks>Managed code is never aborted: on Linux with .NET 10 <c>ControlledExecution</c> ends the whole process
/// (<c>PAL_SEHException</c>) about every third time it meets a loop that allocates, and all variables with
/// it.</remarks>
internal static class CellThread
{
    private const int StackSize = 16 * 1024 * 1024;

    /// <summary>How long the token alone is given before the thread's wait is broken.</summary>
    private static readonly TimeSpan CooperativeStage = TimeSpan.FromMilliseconds(300);

    /// <summary>How long the thread may take after that, its <c>finally</c> blocks included, before it is given up.
    /// </summary>
    private static readonly TimeSpan LastStage = TimeSpan.FromSeconds(3);

    /// <summary>Runs a cell's code.</summary>
    /// <param name="body">The code; it returns at its first incomplete await.</param>
    /// <param name="interrupt">Cancelled to interrupt it.</param>
    public static async Task<CellOutcome> RunAsync(Func<Task<object?>> body, CancellationToken interrupt)
    {
        var end = new TaskCompletionSource<CellOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => RunHere(body, interrupt, end), StackSize) { IsBackground = true, Name = "Cell" };
        thread.Start();
        if (await EndsBefore(end.Task, Timeout.InfiniteTimeSpan, interrupt).ConfigureAwait(false))
            return await end.Task.ConfigureAwait(false);
        Interruption.Begin(end.Task);
        if (await EndsBefore(end.Task, CooperativeStage, default).ConfigureAwait(false))
            return await end.Task.ConfigureAwait(false);
        thread.Interrupt();
        return await EndsBefore(end.Task, LastStage, default).ConfigureAwait(false)
            ? await end.Task.ConfigureAwait(false)
            : new CellOutcome(null, null, Interrupted: true, Abandoned: true);
    }

    private static void RunHere(
        Func<Task<object?>> body, CancellationToken interrupt, TaskCompletionSource<CellOutcome> end)
    {
        Task<object?>? task = null;
        Exception? failure = null;
        try
        {
            Pump(body, ref task);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        if (failure is null && task is { IsFaulted: true }) failure = task.Exception!.InnerException;
        if (failure is null && task is { IsCanceled: true }) failure = Canceled(task);
        var value = task is { IsCompletedSuccessfully: true } ? task.Result : null;
        var interrupted = interrupt.IsCancellationRequested && failure is not null;
        end.TrySetResult(new CellOutcome(value, failure, interrupted, false));
    }

    private static void Pump(Func<Task<object?>> body, ref Task<object?>? task)
    {
        var context = new CellContext();
        SynchronizationContext.SetSynchronizationContext(context);
        task = body();
        context.RunUntilDone(task);
    }

    private static Exception Canceled(Task task)
    {
        try
        {
            task.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException exception)
        {
            return exception;
        }

        return new TaskCanceledException(task);
    }

    private static async Task<bool> EndsBefore(Task task, TimeSpan limit, CancellationToken token)
    {
        try
        {
            await task.WaitAsync(limit, token).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException && !task.IsCompleted)
        {
            return false;
        }
    }
}
