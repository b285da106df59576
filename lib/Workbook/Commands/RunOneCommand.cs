using System.CommandLine;
using Workbook.Notebooks;
using Workbook.Scripting;

namespace Workbook.Commands;

/// <summary>The hidden command behind <c>run</c>: executes one notebook in this process.</summary>
internal static class RunOneCommand
{
    public const string Name = "run-one";

    public static Command Create()
    {
        var shared = new RunArguments();
        var report = new Option<string>("--report") { Required = true };
        var executed = new Option<string?>("--executed");
        var page = new Option<string?>("--page");
        var command = new Command(Name) { Hidden = true };
        shared.AddTo(command);
        command.Options.Add(report);
        command.Options.Add(executed);
        command.Options.Add(page);
        command.SetAction((parsed, cancellation) =>
        {
            RunRequest request = shared.Read(parsed);
            string source = Path.GetFullPath(request.Notebooks[0]);
            var target = new RunTarget(source, parsed.GetValue(executed), parsed.GetValue(page), request.Parameters);
            return RunAsync(target, request, parsed.GetValue(report)!, cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        RunTarget target, RunRequest request, string reportPath, CancellationToken cancellation)
    {
        string name = Repository.Display(target.Source);
        var report = new RunReport { Notebook = target.Source };
        try
        {
            report = await ExecuteAsync(target, request, name, reportPath, cancellation);
        }
        catch (NotebookException error)
        {
            report = report with { Problem = error.Message };
        }
        catch (OperationCanceledException)
        {
            report = report with { Problem = $"{name}: interrupted." };
        }

        (report with { Complete = true }).Write(reportPath);
        return report.Problem is null ? 0 : 1;
    }

    private static async Task<RunReport> ExecuteAsync(
        RunTarget target, RunRequest request, string name, string reportPath, CancellationToken cancellation)
    {
        Notebook notebook = Notebook.Read(target.Source);
        Notebook stored = Notebook.Read(target.Source);
        string home = Environment.CurrentDirectory;
        Environment.CurrentDirectory = Path.GetDirectoryName(target.Source)!;
        using var progress = new TerminalProgress(
            cell => new RunReport { Notebook = target.Source, Cells = cell }.Write(reportPath));
        ISession session = SessionFactory.Create();
        var runner = new NotebookRunner(session, progress);
        RunResult result = await runner.RunAsync(notebook, name, Options(target, request), cancellation);
        Environment.CurrentDirectory = home;

        var report = new RunReport
        {
            Notebook = target.Source,
            Cells = result.Executed,
            Elapsed = result.Elapsed,
            Problem = result.Failure?.Describe(name),
            Files = RunFiles.Write(notebook, target, request, result),
        };
        if (request.Check && report.Problem is null)
        {
            report = report with { Problem = OutputComparer.Compare(stored, notebook).Describe(name) };
        }

        return report;
    }

    private static RunOptions Options(RunTarget target, RunRequest request) => new()
    {
        Parameters = request.Parameters,
        CellTimeout = request.Timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        AllowErrors = request.AllowErrors,
        RecordTiming = target.Executed != target.Source,
    };
}
