using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Workbook.Zmtp;

namespace Workbook.Protocol;

/// <summary>Ends the kernel when the program that started it is gone, also when that program was killed: a kernel
/// without its front end would hold its memory until the machine restarts.</summary>
internal static partial class ParentWatch
{
    private const string ParentVariable = "JPY_PARENT_PID";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Starts watching, where there is a parent to watch.</summary>
    /// <param name="gone">Called once, on the watching thread.</param>
    public static void Start(Action gone)
    {
        var given = Environment.GetEnvironmentVariable(ParentVariable);
        long.TryParse(given, NumberStyles.Integer, CultureInfo.InvariantCulture, out var parent);
        if (!OperatingSystem.IsWindows())
        {
            var starter = GetParentId();
            // Started by init, or as a container's first process: there is nobody to outlive.
            if (starter > 1 || parent > 1)
                ZmtpThread.Start("parent watch", () => PollUnix(starter, (int)parent, gone));
        }
        else if (parent != 0)
        {
            ZmtpThread.Start("parent watch", () => WaitWindows((nint)parent, gone));
        }
    }

    // The starter may be a script between the front end and the kernel, so both are watched.
    private static void PollUnix(int starter, int parent, Action gone)
    {
        var watched = parent > 1 && Exists(parent) ? parent : 0;
        while (GetParentId() == starter && (watched == 0 || Exists(watched)))
            Thread.Sleep(Interval);
        gone();
    }

    // On Windows the variable holds a handle that the kernel inherited.
    private static void WaitWindows(nint handle, Action gone)
    {
        using var parent = new ManualResetEvent(false);
        parent.SafeWaitHandle = new SafeWaitHandle(handle, ownsHandle: false);
        parent.WaitOne();
        gone();
    }

    private static bool Exists(int process) => Kill(process, 0) == 0 || Marshal.GetLastPInvokeError() != NoSuchProcess;

    private const int NoSuchProcess = 3;

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int GetParentId();

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
