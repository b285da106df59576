using System.Text;
using System.Text.Json.Nodes;
using Workbook.Notebooks;
using Workbook.Scripting;
using Xunit;

namespace Workbook.Tests.Notebooks;

/// <summary>Notebooks for tests, and runs of them.</summary>
internal static class Build
{
    public static Notebook Notebook(params NotebookCell[] cells)
    {
        Notebook notebook = Workbook.Notebooks.Notebook.Parse(
            """{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}"""u8, "test.ipynb");
        foreach (NotebookCell cell in cells)
        {
            notebook.Insert(notebook.Cells.Count, cell);
        }

        return notebook;
    }

    public static NotebookCell Code(string source, params string[] tags) => NotebookCell.Code(source, tags);

    public static async Task<RunResult> Run(Notebook notebook, ISession session, RunOptions? options = null) =>
        await new NotebookRunner(session, new SilentProgress()).RunAsync(
            notebook, "test.ipynb", options ?? new(), TestContext.Current.CancellationToken);

    public static async Task<Notebook> Outputs(Action<CellRequest, ICellOutput> execute, int cells = 1)
    {
        Notebook notebook = Notebook([.. Enumerable.Range(1, cells).Select(i => Code($"cell {i}"))]);
        await Run(notebook, new FakeSession(execute));
        return notebook;
    }

    public static Notebook Parse(string json) => Workbook.Notebooks.Notebook.Parse(Encoding.UTF8.GetBytes(json), "test.ipynb");

    public static string Json(this JsonNode? node) => node?.ToJsonString() ?? "null";

    public static string Fixture(string name) =>
        Path.Combine(AppContext.BaseDirectory, "Notebooks", "fixtures", name);
}
