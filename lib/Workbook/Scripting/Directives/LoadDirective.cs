using Workbook.Notebooks;

namespace Workbook.Scripting;

/// <summary><c>#load</c> and <c>#!import</c>: run files as if their text stood in a cell above.</summary>
internal static class LoadDirective
{
    private const int MaxDepth = 32;

    /// <summary><c>#load "file.csx"</c>. Each file runs as a submission of its own, so its usings hold in later cells
    /// too;
    /// within one cell a file runs once.</summary>
    public static async Task RunAsync(CellExecution cell, DirectiveLine line, string text)
    {
        var path = Existing(cell, line.Quoted());
        if (!cell.Loaded.Add(path)) return;
        await RunFileAsync(cell, path, await File.ReadAllTextAsync(path, cell.Interrupt));
    }

    /// <summary><c>#!import file</c>.</summary>
    public static async Task ImportAsync(CellExecution cell, DirectiveLine line, string text)
    {
        var name = line.Option("--file") ?? line.Argument() ?? throw new DirectiveException("#!import needs a file.");
        var path = Existing(cell, name);
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".ipynb": await ImportNotebookAsync(cell, path); break;
            case ".cs" or ".csx" or ".dib":
                await RunFileAsync(cell, path, await File.ReadAllTextAsync(path, cell.Interrupt));
                break;
            case ".html" or ".md":
                var content = await File.ReadAllTextAsync(path, cell.Interrupt);
                await (path.EndsWith(".md", StringComparison.OrdinalIgnoreCase)
                    ? TextDirectives.MarkdownAsync(cell, line, content)
                        : TextDirectives.HtmlAsync(cell, line, content));
                break;
            case var other:
                throw new DirectiveException(
                    $"{name}: #!import runs .ipynb, .dib, .cs and .csx files; '{other}' is none.");
        }
    }

    private static async Task ImportNotebookAsync(CellExecution cell, string path)
    {
        var notebook = Notebook.Read(path);
        var number = 0;
        foreach (var part in notebook.Cells)
        {
            number++;
            if (part.Kind == CellKind.Markdown)
                await TextDirectives.MarkdownAsync(cell, new DirectiveLine("!markdown", "", path, 1), part.Source);
            else if (part.Kind == CellKind.Code)
                await RunTextAsync(cell, path,
                    new SubmissionSource(part.Source, $"{Path.GetFileName(path)}, cell {number}"));
        }
    }

    private static Task RunFileAsync(CellExecution cell, string path, string text) =>
        RunTextAsync(cell, path, new SubmissionSource(text, ShownPath(path)));

    /// <summary>How errors and stack frames call a file: relative to the working directory where it lies below that.
    /// </summary>
    private static string ShownPath(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    private static async Task RunTextAsync(CellExecution cell, string path, SubmissionSource source)
    {
        if (cell.Folders.Count >= MaxDepth)
            throw new DirectiveException($"{path}: files load each other more than {MaxDepth} deep.");
        cell.Folders.Push(Path.GetDirectoryName(path)!);
        try
        {
            await cell.RunAsync(source, showLast: true);
        }
        finally
        {
            cell.Folders.Pop();
        }
    }

    private static string Existing(CellExecution cell, string name)
    {
        var path = cell.Resolve(name);
        return File.Exists(path) ? path
            : throw new DirectiveException($"There is no file '{name}' (looked for {path}).");
    }
}
