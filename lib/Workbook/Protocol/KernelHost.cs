using System.Diagnostics;
using Workbook.Scripting;
using Workbook.Zmtp;

namespace Workbook.Protocol;

/// <summary>Runs the kernel as this process's purpose.</summary>
public static class KernelHost
{
    private const int CannotStart = 2;
    private static readonly TimeSpan LongestExit = TimeSpan.FromSeconds(3);

    /// <summary>Runs the kernel until a client shuts it down or its parent process is gone.</summary>
    /// <param name="connectionFile">The connection file that the client wrote.</param>
    /// <param name="makeSession">Makes the session; called when it is first needed, after the client's first
    /// question has been answered.</param>
    /// <returns>The process's exit code: 0, or 2 where the kernel cannot start (standard error says why).</returns>
    public static int Run(string connectionFile, Func<ISession> makeSession)
    {
        try
        {
            using var kernel = new Kernel(ConnectionFile.Load(connectionFile), makeSession);
            kernel.Start();
            UncaughtExceptions.Install(kernel.ReportUncaught);
            ParentWatch.Start(kernel.End);
            kernel.WaitForEnd();
            return 0;
        }
        catch (KernelStartException e)
        {
            ZmtpLog.Write(e.Message);
            return CannotStart;
        }
    }

    /// <summary>Ends the process, whatever threads and exit handlers user code left behind.</summary>
    /// <param name="exitCode">The exit code.</param>
    public static void Exit(int exitCode)
    {
        ZmtpThread.Start("exit", () =>
        {
            Thread.Sleep(LongestExit);
            Process.GetCurrentProcess().Kill();
        });
        Environment.Exit(exitCode);
    }
}
