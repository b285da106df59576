using System.Text.Json.Nodes;
using Workbook.Notebooks;
using Workbook.Scripting;
using Xunit;

namespace Workbook.Tests.Notebooks;

/// <summary>What cells show becomes what nbformat stores.</summary>
public sealed class RunnerOutputTests
{
    [Fact]
    public async Task Streams_join_between_displays_and_keep_their_lines()
    {
        Notebook notebook = await Build.Outputs((_, output) =>
        {
            output.Write(OutputStream.Out, "a\nb");
            output.Write(OutputStream.Error, "warning\n");
            output.Write(OutputStream.Out, "c\n");
            output.Display(MimeBundle.Text("shown"), null);
            output.Write(OutputStream.Out, "d");
        });
        Assert.Equal(
            """[{"name":"stdout","output_type":"stream","text":["a\n","bc\n"]},"""
            + """{"name":"stderr","output_type":"stream","text":["warning\n"]},"""
            + """{"data":{"text/plain":["shown"]},"metadata":{},"output_type":"display_data"},"""
            + """{"name":"stdout","output_type":"stream","text":["d"]}]""",
            notebook.Cells[0].Outputs.Json());
    }

    [Fact]
    public async Task What_a_progress_bar_overwrote_is_gone()
    {
        Notebook notebook = await Build.Outputs((_, output) =>
            output.Write(OutputStream.Out, "step 1\rstep 2\rdone\nabc\b\bX\n"));
        Assert.Equal("done 2\naXc\n", MultilineText.Join(notebook.Cells[0].Outputs[0]!["text"]));
    }

    [Fact]
    public async Task An_update_reaches_a_display_in_an_earlier_cell()
    {
        Notebook notebook = await Build.Outputs(
            (cell, output) =>
            {
                if (cell.Number == 1)
                {
                    output.Display(MimeBundle.Text("first"), "id");
                    output.Display(MimeBundle.Text("other"), null);
                }
                else
                {
                    output.Update(MimeBundle.Text("second"), "id");
                }
            },
            cells: 2);
        Assert.Equal("second", Plain(notebook.Cells[0].Outputs[0]));
        Assert.Equal("other", Plain(notebook.Cells[0].Outputs[1]));
        Assert.Empty(notebook.Cells[1].Outputs);
    }

    [Theory]
    [InlineData(false, "b")]
    [InlineData(true, "b")]
    public async Task Clearing_drops_what_came_before(bool wait, string left)
    {
        Notebook notebook = await Build.Outputs((_, output) =>
        {
            output.Write(OutputStream.Out, "a");
            output.Clear(wait);
            output.Write(OutputStream.Out, "b");
        });
        Assert.Equal(left, MultilineText.Join(Assert.Single(notebook.Cells[0].Outputs)!["text"]));
    }

    [Fact]
    public async Task Clearing_that_waits_keeps_the_output_when_none_follows()
    {
        Notebook notebook = await Build.Outputs((_, output) =>
        {
            output.Write(OutputStream.Out, "a");
            output.Clear(wait: true);
        });
        Assert.Single(notebook.Cells[0].Outputs);
    }

    [Fact]
    public async Task The_last_value_is_an_execute_result_with_the_cells_number()
    {
        Notebook notebook = Build.Notebook(Build.Code("1"), Build.Code("2"));
        var session = new FakeSession((cell, _, _) => Task.FromResult(
            new CellResult(new MimeBundle(new JsonObject { ["text/plain"] = "x", ["text/html"] = "a\nb" }, []), null)));
        await Build.Run(notebook, session);
        Assert.Equal(
            """{"data":{"text/html":["a\n","b"],"text/plain":["x"]},"execution_count":2,"metadata":{},"output_type":"execute_result"}""",
            notebook.Cells[1].Outputs[0].Json().Replace("\\u003C", "<", StringComparison.Ordinal));
        Assert.Equal(2, notebook.Cells[1].ExecutionCount);
    }

    [Fact]
    public async Task A_task_that_outlives_its_cell_writes_into_that_cell()
    {
        ICellOutput? first = null;
        Notebook notebook = await Build.Outputs(
            (cell, output) =>
            {
                first ??= output;
                if (cell.Number == 2)
                {
                    first.Write(OutputStream.Out, "late");
                }
            },
            cells: 2);
        Assert.Single(notebook.Cells[0].Outputs);
        Assert.Empty(notebook.Cells[1].Outputs);
    }

    [Fact]
    public async Task Asking_for_input_is_refused_with_a_sentence()
    {
        Exception? refusal = null;
        await Build.Outputs((cell, output) =>
        {
            Assert.False(cell.AllowInput);
            refusal = output.ReadInputAsync("name?", false, CancellationToken.None).Exception?.InnerException;
        });
        Assert.Contains("make it a parameter", Assert.IsType<InvalidOperationException>(refusal).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Timing_is_recorded_only_when_asked_for()
    {
        Notebook without = await Build.Outputs((_, _) => { });
        Assert.False(without.Cells[0].Metadata.ContainsKey("execution"));
        Notebook with = Build.Notebook(Build.Code("x"));
        await Build.Run(with, new FakeSession((_, _) => { }), new() { RecordTiming = true });
        Assert.True(with.Cells[0].Metadata["execution"]!.AsObject().ContainsKey("shell.execute_reply"));
        await Build.Run(with, new FakeSession((_, _) => { }));
        Assert.False(with.Cells[0].Metadata.ContainsKey("execution"));
    }

    private static string Plain(JsonNode? output) => MultilineText.Join(output!["data"]!["text/plain"]);
}
