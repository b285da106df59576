namespace Workbook.Zmtp;

/// <summary>Starts the sockets' threads. They are their own and not the pool's, so that user code which blocks every
/// pool thread can starve neither the heartbeat nor an interrupt.</summary>
internal static class ZmtpThread
{
    private const int StackSize = 256 << 10;

    /// <summary>Starts a background thread; what it throws ends the thread and nothing else.</summary>
    /// <param name="name">Shown by debuggers.</param>
    /// <param name="work">Its work.</param>
    public static Thread Start(string name, Action work)
    {
        var thread = new Thread(() => Guard(work), StackSize) { IsBackground = true, Name = name };
        thread.UnsafeStart();
        return thread;
    }

    private static void Guard(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e)
        {
            ZmtpLog.Write($"{Thread.CurrentThread.Name} ended: {e.Message}");
        }
    }
}
