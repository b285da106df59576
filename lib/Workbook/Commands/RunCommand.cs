using System.CommandLine;
using Spectre.Console;
using Workbook.Commands.Setup;
using Workbook.Notebooks.Html;

namespace Workbook.Commands;

/// <summary><c>workbook run</c>: executes notebooks one after the other, each in a process of its own (fresh state, and
/// never two libtorch at once), and writes the executed notebooks, their pages and the index.</summary>
internal static class RunCommand
{
    /// <summary>The command line.</summary>
    public static Command Create()
    {
        var shared = new RunArguments();
        var command = new Command("run", "Execute notebooks; write out/NAME.ipynb, out/NAME.html and out/index.html.");
        shared.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(shared.Read(parsed), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(RunRequest request, CancellationToken cancellation)
    {
        IReadOnlyList<RunTarget> targets = RunTarget.Resolve(request);
        RunTarget.DemandParameters(targets, request);
        await PrepareAsync(targets, cancellation);
        var reports = new List<RunReport>();
        foreach (RunTarget target in targets)
        {
            Terminal.Out.MarkupLine($"[bold]{Markup.Escape(Repository.Display(target.Source))}[/]");
            RunReport report = await ChildRun.RunAsync(target, request, cancellation);
            reports.Add(report);
            Tell(report);
            if (cancellation.IsCancellationRequested)
            {
                break;
            }
        }

        return reports.Count == targets.Count && reports.All(report => report.Problem is null) ? 0 : 1;
    }

    /// <summary>The workbook's own notebooks need its library; every page wants its scripts.</summary>
    private static async Task PrepareAsync(IReadOnlyList<RunTarget> targets, CancellationToken cancellation)
    {
        string own = Path.Combine(Repository.Root, "notebooks") + Path.DirectorySeparatorChar;
        if (targets.Any(target => target.Source.StartsWith(own, StringComparison.Ordinal)))
        {
            await SetupCommand.EnsureAsync(quiet: true, cancellation);
        }
        else
        {
            await PageAssets.FetchAsync(cancellation);
        }
    }

    private static void Tell(RunReport report)
    {
        if (report.Problem is { } problem)
        {
            Terminal.Error(problem);
            return;
        }

        string pages = string.Join(", ", report.Files.Select(Repository.Display));
        Terminal.Out.MarkupLine($"  {report.Cells} cells in {TerminalProgress.Seconds(report.Elapsed)}"
            + (pages.Length > 0 ? $" → {Markup.Escape(pages)}" : ""));
    }
}
