using System.Text.Json.Nodes;
using Notebooks.Tests.Clients;
using Workbook.Commands;
using Workbook.Notebooks;
using Xunit;

namespace Notebooks.Tests;

/// <summary>The clients without a window execute every notebook: nbclient, nbconvert, papermill.</summary>
public sealed class HeadlessClientTests
{
    private const string NbClient = """
        import sys, nbformat
        from nbclient import NotebookClient
        path, folder = sys.argv[1:]
        nb = nbformat.read(path, as_version=4)
        NotebookClient(nb, timeout=600, kernel_name=nb.metadata.kernelspec.name, resources={"metadata": {"path": folder}}).execute()
        nbformat.write(nb, path)
        """;

    public static TheoryData<string> Names => TestNotebooks.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Nbclient_executes(string name)
    {
        PythonClients clients = await PythonClients.DemandAsync();
        using var workspace = new Workspace(TestNotebooks.Find(name));
        workspace.Shorten();
        await RunAsync(clients.Python, "-c", NbClient, workspace.NotebookPath, workspace.Folder);
        Verify(workspace.NotebookPath);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Nbconvert_executes_and_writes_a_page(string name)
    {
        PythonClients clients = await PythonClients.DemandAsync();
        using var workspace = new Workspace(TestNotebooks.Find(name));
        workspace.Shorten();
        await RunAsync(clients.Program("jupyter-nbconvert"), "--execute", "--to", "notebook", "--inplace",
            "--ExecutePreprocessor.timeout=600", workspace.NotebookPath);
        Verify(workspace.NotebookPath);
        await RunAsync(clients.Program("jupyter-nbconvert"), "--to", "html", workspace.NotebookPath);
        Assert.True(new FileInfo(Path.ChangeExtension(workspace.NotebookPath, ".html")).Length > 50_000);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Papermill_executes_with_parameters(string name)
    {
        PythonClients clients = await PythonClients.DemandAsync();
        using var workspace = new Workspace(TestNotebooks.Find(name));
        string target = Path.Combine(workspace.Folder, "executed.ipynb");
        string[] parameters = [.. workspace.Parameters.SelectMany(pair => new[] { "-p", pair.Key, pair.Value })];
        await RunAsync(clients.Program("papermill"), [workspace.NotebookPath, target, "--cwd", workspace.Folder, .. parameters]);
        Notebook executed = Verify(target);
        Assert.Equal(parameters.Length > 0, executed.Cells.Any(cell => cell.HasTag("injected-parameters")));
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using JupyterHome home = await JupyterHome.CreateAsync();
        ToolResult result = await Tool.CaptureAsync(program, arguments, TestContext.Current.CancellationToken, home.Environment);
        Assert.True(result.Succeeded, result.Errors + result.Output);
    }

    /// <summary>Every code cell ran in order, none failed, and something was shown.</summary>
    private static Notebook Verify(string path)
    {
        Notebook notebook = Notebook.Read(path);
        NotebookCell[] code =
            [.. notebook.Cells.Where(cell => cell.Kind == CellKind.Code
                && cell.Source.Length > 0 && !cell.HasTag("skip-execution"))];
        Assert.Equal(Enumerable.Range(1, code.Length), code.Select(cell => cell.ExecutionCount ?? 0));
        foreach (NotebookCell cell in code.Where(cell => !cell.HasTag("raises-exception")))
        {
            Assert.DoesNotContain(cell.Outputs, output => output!["output_type"]!.GetValue<string>() == "error");
        }

        Assert.Contains(code, cell => cell.Outputs.OfType<JsonObject>().Any());
        return notebook;
    }
}
