using System.Text.Json.Nodes;
using Workbook.Commands;
using Workbook.Notebooks;
using Xunit;

namespace Workbook.Tests.Commands;

/// <summary><c>workbook run</c> as a process, on the real session.</summary>
public sealed class RunCommandTests : IDisposable
{
    private readonly Cli cli = new();

    private string Out => Path.Combine(cli.Folder, "out");

    public void Dispose() => cli.Dispose();

    [Fact]
    public async Task Executes_and_leaves_notebook_page_and_index()
    {
        string source = cli.WriteNotebook("a.ipynb", "[parameters]var rank = 8;", "rank * 2");
        ToolResult run = await cli.RunAsync("run", source, "-p", "rank=21", "-o", Out);
        Assert.True(run.Succeeded, run.Errors);
        Notebook executed = Notebook.Read(Path.Combine(Out, "a.ipynb"));
        Assert.Equal("42", executed.Cells[2].Outputs[0]!["data"]!["text/plain"]![0]!.GetValue<string>());
        Assert.Contains(
            ">42<",
            await File.ReadAllTextAsync(Path.Combine(Out, "a.html"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.Contains(
            "href=\"a.html\"",
            await File.ReadAllTextAsync(Path.Combine(Out, "index.html"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.Equal(3, run.Output.Split('\n').Count(line => line.Contains("ok ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Each_notebook_has_a_fresh_state()
    {
        string first = cli.WriteNotebook("a.ipynb", "int x = 1;");
        string second = cli.WriteNotebook("b.ipynb", "x");
        ToolResult run = await cli.RunAsync("run", first, second, "-o", Out);
        Assert.Equal(1, run.Code);
        Assert.Contains("b.ipynb, cell 1, line 1: CompilationError: error CS0103", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_names_notebook_cell_and_line_and_still_leaves_the_page()
    {
        string source = cli.WriteNotebook("a.ipynb", "int zero = 0;", "int one = 1;\none / zero", "3");
        ToolResult run = await cli.RunAsync("run", source, "-o", Out);
        Assert.Equal(1, run.Code);
        Assert.Contains("a.ipynb, cell 2, line 2: ", run.Errors, StringComparison.Ordinal);
        Assert.Contains("DivideByZeroException", run.Errors, StringComparison.Ordinal);
        Assert.Contains(
            "class=\"state failed\"",
            await File.ReadAllTextAsync(Path.Combine(Out, "index.html"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_dies_is_reported_with_its_cell()
    {
        string source = cli.WriteNotebook("a.ipynb", "1", "System.Environment.FailFast(\"boom\");");
        ToolResult run = await cli.RunAsync("run", source, "-o", Out);
        Assert.Equal(1, run.Code);
        Assert.Contains("the process that ran it ended with code 134 (signal 6) in cell 2.", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cell_over_its_time_ends_the_run()
    {
        string source = cli.WriteNotebook("a.ipynb", "while (true) { }");
        ToolResult run = await cli.RunAsync("run", source, "-o", Out, "--timeout", "1");
        Assert.Equal(1, run.Code);
        Assert.Contains("a.ipynb, cell 1: TimeoutException", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_place_writes_outputs_back_the_same_each_time()
    {
        string source = cli.WriteNotebook("a.ipynb", "Console.WriteLine(\"hello\");");
        Assert.True((await cli.RunAsync("run", source, "-o", Out, "--inplace")).Succeeded);
        string first = await File.ReadAllTextAsync(source, TestContext.Current.CancellationToken);
        Assert.Contains("hello\\n", first, StringComparison.Ordinal);
        Assert.True((await cli.RunAsync("run", source, "-o", Out, "--inplace")).Succeeded);
        Assert.Equal(first, await File.ReadAllTextAsync(source, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_failed_run_in_place_leaves_the_source_alone()
    {
        string source = cli.WriteNotebook("a.ipynb", "throw new Exception(\"no\");");
        string before = await File.ReadAllTextAsync(source, TestContext.Current.CancellationToken);
        Assert.Equal(1, (await cli.RunAsync("run", source, "-o", Out, "--inplace")).Code);
        Assert.Equal(before, await File.ReadAllTextAsync(source, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Check_passes_on_what_was_stored_and_fails_on_what_was_not()
    {
        string source = cli.WriteNotebook("a.ipynb", "Console.WriteLine(0.12345);", "[timing]DateTime.Now.Ticks");
        Assert.True((await cli.RunAsync("run", source, "-o", Out, "--inplace")).Succeeded);
        Assert.True((await cli.RunAsync("run", source, "-o", Out, "--check")).Succeeded);
        string text = await File.ReadAllTextAsync(source, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            source,
            text.Replace("\"0.12345\\n\"", "\"0.22345\\n\"", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        ToolResult run = await cli.RunAsync("run", source, "--check", "--no-html");
        Assert.Equal(1, run.Code);
        Assert.Contains("cell 1: \"0.22345\" became \"0.12345\"", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rang=1", "has no parameter \"rang\"; it has rank (int, default 8).")]
    [InlineData("rank=x", "\"x\" is no int")]
    [InlineData("rank", "-p takes name=value")]
    public async Task Parameters_that_do_not_fit_are_refused_in_one_sentence(string assignment, string sentence)
    {
        string source = cli.WriteNotebook("a.ipynb", "[parameters]var rank = 8;");
        ToolResult run = await cli.RunAsync("run", source, "-p", assignment, "-o", Out);
        Assert.NotEqual(0, run.Code);
        Assert.Contains(sentence, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_parameter_goes_to_the_notebooks_that_know_it()
    {
        string first = cli.WriteNotebook("a.ipynb", "[parameters]var rank = 8;", "rank");
        string second = cli.WriteNotebook("b.ipynb", "1");
        Assert.True((await cli.RunAsync("run", first, second, "-p", "rank=5", "-o", Out)).Succeeded);
        Assert.Equal(3, Notebook.Read(Path.Combine(Out, "a.ipynb")).Cells.Count);
        Assert.Single(Notebook.Read(Path.Combine(Out, "b.ipynb")).Cells);
    }

    [Fact]
    public async Task The_working_folder_is_the_notebooks()
    {
        Directory.CreateDirectory(Path.Combine(cli.Folder, "deep"));
        string source = cli.WriteNotebook(Path.Combine("deep", "a.ipynb"), "System.IO.Path.GetFileName(Environment.CurrentDirectory)");
        await cli.RunAsync("run", source, "-o", Out);
        JsonNode output = Notebook.Read(Path.Combine(Out, "a.ipynb")).Cells[0].Outputs[0]!;
        Assert.Equal("deep", output["data"]!["text/plain"]![0]!.GetValue<string>().Trim('"'));
    }

    [Fact]
    public async Task A_missing_notebook_is_named()
    {
        ToolResult run = await cli.RunAsync("run", "nowhere.ipynb");
        Assert.Equal(1, run.Code);
        Assert.Equal("There is no notebook \"nowhere.ipynb\": neither a file nor a name in notebooks/.\n", run.Errors);
    }
}
