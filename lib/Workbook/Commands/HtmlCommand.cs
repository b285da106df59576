using System.CommandLine;
using Workbook.Notebooks;
using Workbook.Notebooks.Html;

namespace Workbook.Commands;

/// <summary><c>workbook html</c>: pages from the outputs that notebooks already hold; nothing is executed.</summary>
internal static class HtmlCommand
{
    public static Command Create()
    {
        var shared = new RunArguments();
        var command = new Command("html", "Write pages from stored outputs, without executing anything.");
        shared.AddPageOptionsTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(shared.Read(parsed), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(RunRequest request, CancellationToken cancellation)
    {
        await PageAssets.FetchAsync(cancellation);
        foreach (RunTarget target in RunTarget.Resolve(request))
        {
            Notebook notebook = Notebook.Read(target.Source);
            RunFiles.WritePage(notebook, target.Source, target.Page!, request.Standalone, note: null);
            RunFiles.Enter(
                notebook, target.Page!,
                new(Failure: null, notebook.Cells.Count(cell => cell.ExecutionCount is not null), TimeSpan.Zero));
            Terminal.Line(Repository.Display(target.Page!));
        }

        return 0;
    }
}
