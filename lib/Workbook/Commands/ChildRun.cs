using System.Diagnostics;

namespace Workbook.Commands;

/// <summary>Runs one notebook in a child process of this program.</summary>
internal static class ChildRun
{
    /// <summary>Starts the child and waits for it. A child that dies without a word becomes a problem that names the cell.</summary>
    public static async Task<RunReport> RunAsync(RunTarget target, RunRequest request, CancellationToken cancellation)
    {
        string reportPath = Path.Combine(Path.GetTempPath(), $"workbook-run-{Environment.ProcessId}-{Guid.NewGuid():N}.json");
        try
        {
            using Process child = SelfProcess.Start([RunOneCommand.Name, target.Source, .. Arguments(target, request, reportPath)]);
            using CancellationTokenRegistration stop = cancellation.Register(() => StopLater(child));
            await child.WaitForExitAsync(CancellationToken.None);
            RunReport? report = RunReport.Read(reportPath);
            return report is { Complete: true } ? report : Died(target, report, child.ExitCode);
        }
        finally
        {
            File.Delete(reportPath);
        }
    }

    private static IEnumerable<string> Arguments(RunTarget target, RunRequest request, string reportPath)
    {
        yield return $"--report={reportPath}";
        if (target.Executed is { } executed)
        {
            yield return $"--executed={executed}";
        }

        if (target.Page is { } page)
        {
            yield return $"--page={page}";
        }

        foreach ((string name, string value) in target.Parameters)
        {
            yield return $"--param={name}={value}";
        }

        foreach (string option in request.ChildOptions())
        {
            yield return option;
        }
    }

    private static RunReport Died(RunTarget target, RunReport? report, int code)
    {
        string signal = code > 128 ? $" (signal {code - 128})" : "";
        string place = report is null ? "before its first cell" : $"in cell {report.Cells}";
        return new RunReport
        {
            Notebook = target.Source,
            Cells = report?.Cells ?? 0,
            Problem = $"{Repository.Display(target.Source)}: the process that ran it ended with code {code}{signal} {place}.",
        };
    }

    /// <summary>The terminal's Ctrl+C reaches the child as well; this is for one that does not stop.</summary>
    private static void StopLater(Process child) => _ = Task.Run(async () =>
    {
        await Task.Delay(TimeSpan.FromSeconds(15));
        try
        {
            child.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    });
}
