using System.Text.Json;
using Workbook.Notebooks;
using Workbook.Notebooks.Html;

namespace Workbook.Commands;

/// <summary>Writes what a run leaves behind: the executed notebook, its page, its entry in the index.</summary>
internal static class RunFiles
{
    private const string EntriesFile = "index.json";

    /// <summary>Writes the files. A run that failed never writes over its source.</summary>
    /// <returns>The files written, the index excepted.</returns>
    public static IReadOnlyList<string> Write(Notebook notebook, RunTarget target, RunRequest request, RunResult result)
    {
        var files = new List<string>();
        if (target.Executed is { } executed && !(executed == target.Source && result.Failure is not null))
        {
            notebook.Save(executed);
            files.Add(executed);
        }

        if (target.Page is { } page)
        {
            WritePage(notebook, target.Source, page, request.Standalone, Note(result));
            Enter(notebook, page, result);
            files.Add(page);
        }

        return files;
    }

    /// <summary>Writes a notebook's page and puts beside it what the page loads.</summary>
    public static void WritePage(Notebook notebook, string source, string page, bool standalone, string? note)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(page))!;
        Directory.CreateDirectory(folder);
        var options = new PageOptions(Path.GetDirectoryName(source)!, folder, standalone, note);
        File.WriteAllText(page, NotebookPage.Write(notebook, Path.GetFileNameWithoutExtension(page), options));
        if (!standalone)
        {
            PageAssets.CopyTo(folder);
        }
    }

    private static string Note(RunResult result)
    {
        string ran = $"{result.Executed} cells in {TerminalProgress.Seconds(result.Elapsed)}";
        return result.Failure is { } failure ? $"{ran}, then {failure.Describe("this notebook")} failed" : ran;
    }

    /// <summary>The index keeps what earlier runs entered, as long as their pages are there.</summary>
    public static void Enter(Notebook notebook, string page, RunResult result)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(page))!;
        string name = Path.GetFileName(page);
        (string? title, string? lead) = MarkdownHtml.Summary(notebook);
        var entry = new IndexEntry(
            name, title ?? Path.GetFileNameWithoutExtension(name), lead, result.Elapsed.TotalSeconds, result.Executed,
            result.Failure?.Describe(Path.ChangeExtension(name, ".ipynb")), Thumbnail.Of(notebook));
        List<IndexEntry> entries =
        [
            .. Entries(folder).Where(other => other.Page != name && File.Exists(Path.Combine(folder, other.Page))),
            entry,
        ];
        entries.Sort((one, other) => string.CompareOrdinal(one.Page, other.Page));
        File.WriteAllText(Path.Combine(folder, EntriesFile), JsonSerializer.Serialize(entries));
        File.WriteAllText(Path.Combine(folder, "index.html"), IndexPage.Write(entries));
    }

    private static IReadOnlyList<IndexEntry> Entries(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<List<IndexEntry>>(File.ReadAllText(Path.Combine(folder, EntriesFile))) ?? [];
        }
        catch (Exception error) when (error is IOException or JsonException)
        {
            return [];
        }
    }
}
