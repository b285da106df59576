using Workbook.Notebooks;
using Workbook.Scripting;
using Xunit;

namespace Workbook.Tests.Notebooks;

/// <summary>Which cells run, and how a run ends.</summary>
public sealed class RunnerFlowTests
{
    private static readonly CellError Boom = new("DivideByZeroException", "Attempted to divide by zero.", ["trace"], 2, 3);

    private static FakeSession FailsOn(string source, CellError error) => new((cell, _, _) =>
        Task.FromResult(cell.Code == source ? new CellResult(null, error) : FakeSession.Nothing));

    [Fact]
    public async Task The_first_failure_ends_the_run_and_names_cell_and_line()
    {
        Notebook notebook = Build.Notebook(Build.Code("a"), Build.Code("bad"), Build.Code("c"));
        RunResult result = await Build.Run(notebook, FailsOn("bad", Boom));
        Assert.Equal(2, result.Executed);
        Assert.Equal(
            "test.ipynb, cell 2, line 3: DivideByZeroException: Attempted to divide by zero.",
            result.Failure!.Describe("test.ipynb"));
        Assert.Equal("error", notebook.Cells[1].Outputs[0]!["output_type"]!.GetValue<string>());
        Assert.Null(notebook.Cells[2].ExecutionCount);
    }

    [Fact]
    public async Task A_failure_inside_an_earlier_cells_function_names_both()
    {
        RunResult result = await Build.Run(
            Build.Notebook(Build.Code("f"), Build.Code("bad")), FailsOn("bad", Boom with { Cell = 1, Line = 4 }));
        Assert.Equal(
            "t, cell 2: DivideByZeroException: Attempted to divide by zero. (called from there: cell 1, line 4)",
            result.Failure!.Describe("t"));
    }

    [Fact]
    public async Task Tagged_or_allowed_errors_let_the_run_go_on()
    {
        Notebook tagged = Build.Notebook(Build.Code("bad", "raises-exception"), Build.Code("c"));
        Assert.Equal((null, 2), Summary(await Build.Run(tagged, FailsOn("bad", Boom))));
        Notebook allowed = Build.Notebook(Build.Code("bad"), Build.Code("c"));
        Assert.Equal((null, 2), Summary(await Build.Run(allowed, FailsOn("bad", Boom), new() { AllowErrors = true })));
        Assert.Equal("error", allowed.Cells[0].Outputs[0]!["output_type"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_cell_that_should_raise_and_does_not_fails_the_run()
    {
        RunResult result = await Build.Run(
            Build.Notebook(Build.Code("fine", "raises-exception")), new FakeSession((_, _) => { }));
        Assert.Contains("raised none", result.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Skipped_empty_and_prose_cells_are_not_sent_and_lose_old_outputs()
    {
        NotebookCell skipped = Build.Code("skip", "skip-execution");
        skipped.Outputs = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject { ["output_type"] = "stream" });
        skipped.ExecutionCount = 7;
        var session = new FakeSession((_, _) => { });
        await Build.Run(Build.Notebook(skipped, Build.Code(" \n"), Build.Code("x")), session);
        Assert.Equal("x", Assert.Single(session.Requests).Code);
        Assert.Empty(skipped.Outputs);
        Assert.Null(skipped.ExecutionCount);
    }

    [Fact]
    public async Task A_cell_over_its_time_is_interrupted()
    {
        var session = new FakeSession(async (_, output, interrupt) =>
        {
            output.Write(OutputStream.Out, "kept");
            await Task.Delay(Timeout.Infinite, interrupt).ContinueWith(_ => { }, TaskScheduler.Default);
            return FakeSession.Nothing;
        });
        Notebook notebook = Build.Notebook(Build.Code("loop"), Build.Code("next"));
        RunResult result = await Build.Run(notebook, session, new() { CellTimeout = TimeSpan.FromMilliseconds(50) });
        Assert.Contains("cell 1: TimeoutException: The cell was stopped: it ran longer than the limit of 0.05 s.",
            result.Failure!.Describe("t"), StringComparison.Ordinal);
        Assert.Equal(1, result.Executed);
        Assert.Equal("kept", MultilineText.Join(notebook.Cells[0].Outputs[0]!["text"]));
    }

    [Fact]
    public async Task A_cell_that_ignores_its_interrupt_does_not_hang_the_runner()
    {
        var never = new TaskCompletionSource<CellResult>();
        RunResult result = await Build.Run(
            Build.Notebook(Build.Code("stuck", "raises-exception")),
            new FakeSession((_, _, _) => never.Task),
            new() { CellTimeout = TimeSpan.FromMilliseconds(20), StopGrace = TimeSpan.FromMilliseconds(20), AllowErrors = true });
        Assert.Contains("still runs", result.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_language_is_refused()
    {
        Notebook notebook = Build.Notebook(Build.Code("print(1)"));
        notebook.Metadata["kernelspec"] = new System.Text.Json.Nodes.JsonObject { ["name"] = "python3", ["language"] = "python" };
        var error = await Assert.ThrowsAsync<NotebookException>(() => Build.Run(notebook, new FakeSession((_, _) => { })));
        Assert.Equal("test.ipynb: is written in python (kernel python3); the workbook executes C# notebooks.", error.Message);
    }

    [Fact]
    public async Task A_second_run_over_the_same_notebook_gives_the_same_bytes()
    {
        static void Cell(CellRequest cell, ICellOutput output) => output.Write(OutputStream.Out, $"{cell.Number}\n");
        Notebook notebook = Notebook.Read(Build.Fixture("minor-5.ipynb"));
        await Build.Run(notebook, new FakeSession(Cell));
        string first = notebook.ToJson();
        await Build.Run(notebook, new FakeSession(Cell));
        Assert.Equal(first, notebook.ToJson());
    }

    private static (CellFailure? Failure, int Executed) Summary(RunResult result) => (result.Failure, result.Executed);
}
