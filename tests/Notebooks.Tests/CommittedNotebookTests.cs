using System.Text.RegularExpressions;
using Workbook.Commands;
using Workbook.Notebooks;
using Xunit;

namespace Notebooks.Tests;

/// <summary>What is committed in <c>notebooks/</c> is what a fresh run gives.</summary>
public sealed partial class CommittedNotebookTests
{
    private const string Tiny = "embedded";

    [Fact]
    public void Every_notebook_is_a_chapter_with_outputs()
    {
        foreach (string path in Repository.Notebooks())
        {
            Notebook notebook = Notebook.Read(path);
            NotebookCell[] code = [.. notebook.Cells.Where(cell => cell.Kind == CellKind.Code)];
            string name = Path.GetFileName(path);
            Assert.True(File.ReadAllText(path) == notebook.ToJson(), $"{name}: nbformat would write it otherwise");
            Assert.True(code[0].Source.StartsWith("#load \"setup.csx\"", StringComparison.Ordinal), $"{name}: the first code cell");
            Assert.True(notebook.Metadata["kernelspec"]?["name"]?.GetValue<string>() == ".net-csharp", $"{name}: the kernel");
            Assert.True(
                code.Where(cell => !cell.HasTag("skip-execution")).All(cell => cell.ExecutionCount is not null),
                $"{name}: a cell was not run");
            Assert.DoesNotContain(code.Where(cell => !cell.HasTag("raises-exception")).SelectMany(cell => cell.Outputs),
                output => output!["output_type"]!.GetValue<string>() == "error");
            Assert.DoesNotContain(code, cell => cell.Metadata.ContainsKey("execution") || cell.HasTag("injected-parameters"));
            int words = notebook.Cells.Where(cell => cell.Kind == CellKind.Markdown).Sum(cell => Word().Count(cell.Source));
            Assert.True(words is >= 1200 and <= 3300, $"{name}: {words} words of prose");
        }
    }

    /// <summary>The committed outputs show the large model where there is one; without it the comparison has no ground.</summary>
    [Fact]
    public async Task A_fresh_run_gives_the_committed_outputs()
    {
        Assert.SkipWhen(
            Hub is null,
            "The committed outputs show models of the hub folder (../shared/hub or WORKBOOK_HUB), which is not here.");
        foreach (string path in Repository.Notebooks())
        {
            await RunAsync(path, ["--check", "--no-html"], new() { ["WORKBOOK_HUB"] = Hub! });
        }
    }

    /// <summary>A reader without any model gets through as well.</summary>
    [Fact]
    public async Task Every_notebook_runs_with_nothing_but_what_the_clone_holds()
    {
        string folder = Directory.CreateTempSubdirectory("bare-").FullName;
        try
        {
            foreach (string path in Repository.Notebooks())
            {
                string[] model = ParameterCell.Read(Notebook.Read(path)).Any(one => one.Name == "model") ? ["-p", $"model={Tiny}"] : [];
                await RunAsync(path, ["-o", folder, .. model], new() { ["WORKBOOK_HUB"] = "", ["HF_HOME"] = folder });
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string? Hub
    {
        get
        {
            string? chosen = Environment.GetEnvironmentVariable("WORKBOOK_HUB");
            string beside = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "hub"));
            return chosen is { Length: > 0 } ? chosen : Directory.Exists(beside) ? beside : null;
        }
    }

    private static async Task RunAsync(string path, string[] options, Dictionary<string, string> environment)
    {
        string program = Path.Combine(Repository.Root, "lib", "Workbook", "bin", "Release", "net10.0", "Workbook.dll");
        environment["WORKBOOK_NO_KERNEL"] = "1";
        ToolResult run = await Tool.CaptureAsync(
            Tool.Dotnet, ["exec", program, "run", path, .. options], TestContext.Current.CancellationToken, environment);
        Assert.True(run.Succeeded, run.Errors + run.Output);
    }

    [GeneratedRegex(@"\p{L}[\p{L}'-]*")]
    private static partial Regex Word();
}
