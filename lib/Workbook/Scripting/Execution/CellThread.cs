using System.Runtime;

namespace Workbook.Scripting;

/// <summary>How a cell's code ended.</summary>
/// <param name="Value">Its value.</param>
/// <param name="Exception">What it threw, or <see langword="null"/>.</param>
/// <param name="Interrupted">Whether an interruption ended it.</param>
/// <param name="Abandoned">Whether its thread still runs: it did not let itself be interrupted.</param>
internal readonly record struct CellOutcome(object? Value, Exception? Exception, bool Interrupted, bool Abandoned);

/// <summary>Runs a cell on a thread of its own and interrupts it in stages: first the ambient token alone, which the
/// cell's loops and awaits and long library calls follow; then the wait the thread blocks in; then an abort of its
/// managed code; in the end the cell is given up and its thread left behind.</summary>
internal static class CellThread
{
    private const int StackSize = 16 * 1024 * 1024;

    /// <summary>How long the token alone is given.</summary>
    private static readonly TimeSpan CooperativeStage = TimeSpan.FromMilliseconds(300);

    /// <summary>How long the thread may take after its wait was broken.</summary>
    private static readonly TimeSpan WaitStage = TimeSpan.FromMilliseconds(1200);

    /// <summary>How long an aborted thread may take, its <c>finally</c> blocks included, before it is given up.</summary>
    private static readonly TimeSpan AbortStage = TimeSpan.FromSeconds(3);

    /// <summary>Runs a cell's code.</summary>
    /// <param name="body">The code; it returns at its first incomplete await.</param>
    /// <param name="interrupt">Cancelled to interrupt it.</param>
    public static async Task<CellOutcome> RunAsync(Func<Task<object?>> body, CancellationToken interrupt)
    {
        var abort = new CancellationTokenSource(); // not disposed: a thread that is given up still listens to it
        var end = new TaskCompletionSource<CellOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var abortToken = abort.Token;
        var thread = new Thread(() => RunHere(body, interrupt, abortToken, end), StackSize)
        {
            IsBackground = true,
            Name = "Cell",
        };
        thread.Start();
        if (await EndsBefore(end.Task, Timeout.InfiniteTimeSpan, interrupt).ConfigureAwait(false))
            return await end.Task.ConfigureAwait(false);
        Interruption.Begin(end.Task);
        if (await EndsBefore(end.Task, CooperativeStage, default).ConfigureAwait(false))
            return await end.Task.ConfigureAwait(false);
        thread.Interrupt();
        if (await EndsBefore(end.Task, WaitStage, default).ConfigureAwait(false))
            return await end.Task.ConfigureAwait(false);
        return await AbortAsync(thread, abort, end.Task).ConfigureAwait(false);
    }

    private static async Task<CellOutcome> AbortAsync(
        Thread thread, CancellationTokenSource abort, Task<CellOutcome> end)
    {
        // Cancel() returns only when the abort has reached the thread, which a blocking wait delays.
        var aborting = Task.Run(abort.Cancel);
        thread.Interrupt();
        if (await EndsBefore(end, AbortStage, default).ConfigureAwait(false))
        {
            await aborting.ConfigureAwait(false);
            return await end.ConfigureAwait(false);
        }

        return new CellOutcome(null, null, Interrupted: true, Abandoned: true);
    }

    private static void RunHere(
        Func<Task<object?>> body, CancellationToken interrupt, CancellationToken abort,
        TaskCompletionSource<CellOutcome> end)
    {
        Task<object?>? task = null;
        Exception? failure = null;
        try
        {
#pragma warning disable SYSLIB0046 // the one way to stop managed code that does not cooperate; kept to the cell's thread
            ControlledExecution.Run(() => Pump(body, ref task), abort);
#pragma warning restore SYSLIB0046
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        if (failure is null && task is { IsFaulted: true }) failure = task.Exception!.InnerException;
        if (failure is null && task is { IsCanceled: true }) failure = Canceled(task);
        var value = task is { IsCompletedSuccessfully: true } ? task.Result : null;
        end.TrySetResult(new CellOutcome(value, failure, interrupt.IsCancellationRequested && failure is not null, false));
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
