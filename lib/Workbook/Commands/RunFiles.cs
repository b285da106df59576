using Workbook.Notebooks;

namespace Workbook.Commands;

/// <summary>Writes what a run leaves behind.</summary>
internal static class RunFiles
{
    /// <summary>Writes the executed notebook and its page. A failed run's notebook goes to the output folder,
    /// but never over its source.</summary>
    /// <returns>The files written.</returns>
    public static IReadOnlyList<string> Write(Notebook notebook, RunTarget target, RunRequest request, RunResult result)
    {
        var files = new List<string>();
        bool overSource = target.Executed == target.Source;
        if (target.Executed is { } executed && !(overSource && result.Failure is not null))
        {
            notebook.Save(executed);
            files.Add(executed);
        }

        return files;
    }
}
