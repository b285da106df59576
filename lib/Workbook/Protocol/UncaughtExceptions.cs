using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Workbook.Protocol;

/// <summary>Keeps the kernel alive through what user code leaves behind: exceptions on background threads, in tasks
/// that nobody awaits, and Ctrl-C in the terminal that started the front end.</summary>
internal static class UncaughtExceptions
{
    private static Action<string, Exception>? _report;
    private static PosixSignalRegistration? _interrupt;

    /// <summary>Installs the handlers, once per process.</summary>
    /// <param name="report">Shows an exception: where it came from, and what it was.</param>
    public static void Install(Action<string, Exception> report)
    {
        if (Interlocked.Exchange(ref _report, report) is not null)
            return;
        ExceptionHandling.SetUnhandledExceptionHandler(Swallow);
        TaskScheduler.UnobservedTaskException += (_, arguments) =>
        {
            arguments.SetObserved();
            Report("Unobserved exception of a task", arguments.Exception.InnerException ?? arguments.Exception);
        };
        // The front end interrupts by message; a stray SIGINT to the process group must not end the kernel.
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
    }

    private static bool Swallow(Exception exception)
    {
        Report($"Unhandled exception on thread '{Thread.CurrentThread.Name ?? "unnamed"}'", exception);
        return true;
    }

    private static void Report(string what, Exception exception)
    {
        try
        {
            _report?.Invoke(what, exception);
        }
        catch (Exception)
        {
            // Reporting must not bring down what it protects.
        }
    }
}
