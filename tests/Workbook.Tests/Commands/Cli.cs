using Workbook.Commands;
using Xunit;

namespace Workbook.Tests.Commands;

/// <summary>The program as a reader runs it: a process, its output, its exit code.</summary>
internal sealed class Cli : IDisposable
{
    /// <summary>A folder for this test alone; Jupyter's and the caches' folders lie in it too.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("workbook-cli-").FullName;

    /// <summary>The data folder that Jupyter would use.</summary>
    public string JupyterData => Path.Combine(Folder, "jupyter");

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public string Write(string name, string text)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>A notebook with these code cells; a cell that starts with <c>[tag]</c> bears the tag.</summary>
    public string WriteNotebook(string name, params string[] cells)
    {
        Workbook.Notebooks.Notebook notebook = Workbook.Notebooks.Notebook.Parse(
            """{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}"""u8, name);
        foreach (string cell in cells)
        {
            int end = cell.StartsWith('[') ? cell.IndexOf(']') : -1;
            string[] tags = end > 0 ? [cell[1..end]] : [];
            notebook.Insert(notebook.Cells.Count, Workbook.Notebooks.NotebookCell.Code(cell[(end + 1)..], tags));
        }

        return Write(name, notebook.ToJson());
    }

    public Task<ToolResult> RunAsync(params string[] arguments) => RunAsync(arguments, []);

    public Task<ToolResult> RunAsync(string[] arguments, Dictionary<string, string> environment)
    {
        environment["JUPYTER_DATA_DIR"] = JupyterData;
        environment["WORKBOOK_CACHE"] = Path.Combine(Folder, "cache");
        environment["NPM_CONFIG_REGISTRY"] = "http://127.0.0.1:9/";
        string program = Path.Combine(AppContext.BaseDirectory, "Workbook.dll");
        return Tool.CaptureAsync(Tool.Dotnet, ["exec", program, .. arguments], TestContext.Current.CancellationToken, environment);
    }
}
