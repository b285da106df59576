using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Workbook.Scripting;

/// <summary>Where the code of cells looks whether it is interrupted: at every turn of a loop and at every await. Cells
/// call this without knowing; the session's compiler puts it there.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Interruption
{
    private static int _pending;

    private static CancellationToken Token => CellScope.Current?.Token ?? CancellationToken.None;

    /// <summary>Throws if the calling cell is interrupted. Costs one load while no cell is.</summary>
    /// <exception cref="OperationCanceledException">The cell is interrupted.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Poll()
    {
        if (Volatile.Read(ref _pending) != 0) Token.ThrowIfCancellationRequested();
    }

    /// <summary>The task, or its cancellation when the cell is interrupted first.</summary>
    /// <param name="task">What the cell awaits.</param>
    public static Task Of(Task task) => task is null or { IsCompleted: true } ? task! : task.WaitAsync(Token);

    /// <summary>The task, or its cancellation when the cell is interrupted first.</summary>
    /// <typeparam name="T">Type of its result.</typeparam>
    /// <param name="task">What the cell awaits.</param>
    public static Task<T> Of<T>(Task<T> task) => task is null or { IsCompleted: true } ? task! : task.WaitAsync(Token);

    /// <summary>The task, or its cancellation when the cell is interrupted first.</summary>
    /// <param name="task">What the cell awaits.</param>
    public static ValueTask Of(ValueTask task) =>
        task.IsCompleted ? task : new ValueTask(task.AsTask().WaitAsync(Token));

    /// <summary>The task, or its cancellation when the cell is interrupted first.</summary>
    /// <typeparam name="T">Type of its result.</typeparam>
    /// <param name="task">What the cell awaits.</param>
    public static ValueTask<T> Of<T>(ValueTask<T> task) =>
        task.IsCompleted ? task : new ValueTask<T>(task.AsTask().WaitAsync(Token));

    /// <summary>Any other awaitable, unchanged.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="awaitable">What the cell awaits.</param>
    public static T Of<T>(T awaitable) => awaitable;

    /// <summary>Makes <see cref="Poll"/> look at the cell's token, until the task ends.</summary>
    /// <param name="end">Ends when the interrupted cell's thread does, which may be after the cell was given
    /// up.</param>
    internal static void Begin(Task end)
    {
        Interlocked.Increment(ref _pending);
        end.ContinueWith(
            _ => Interlocked.Decrement(ref _pending),
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
