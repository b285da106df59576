using System.Text.Json.Nodes;
using Xunit;

namespace Workbook.Tests.Scripting;

public sealed class DisplayInCellTests : IAsyncDisposable
{
    private readonly SessionHarness _cells = new();

    public ValueTask DisposeAsync() => _cells.DisposeAsync();

    [Fact]
    public async Task Html_comes_with_its_text()
    {
        var shown = Assert.Single((await _cells.RunAsync("display(HTML(\"<b>te&amp;st</b>\"));")).Shown);
        Assert.Equal("<b>te&amp;st</b>", (string?)shown.Bundle.Data["text/html"]);
        Assert.Equal("te&st", (string?)shown.Bundle.Data["text/plain"]);
    }

    [Fact]
    public async Task A_displayed_value_is_updated_under_its_id()
    {
        var output = await _cells.RunAsync("var d = \"one\".Display(); d.Update(\"two\");");
        Assert.Equal("one", (string?)Assert.Single(output.Shown).Bundle.Data["text/plain"]);
        var update = Assert.Single(output.Updates);
        Assert.Equal("two", (string?)update.Bundle.Data["text/plain"]);
        Assert.Equal(output.Shown[0].Id, update.Id);
    }

    [Fact]
    public async Task Json_mime_types_hold_json_and_several_forms_go_together()
    {
        var output = await _cells.RunAsync(
            "using Microsoft.DotNet.Interactive.Formatting;\n"
            + "class Chart { public int Points = 3; }\n"
            + "Formatter.Register<Chart>(c => \"{\\\"n\\\":\" + c.Points + \"}\", \"application/vnd.test.v1+json\");\n"
            + "Formatter.Register<Chart>(c => \"<svg/>\", \"image/svg+xml\");\n"
            + "Formatter.SetPreferredMimeTypesFor(typeof(Chart), \"application/vnd.test.v1+json\", \"image/svg+xml\");\n"
            + "display(new Chart());");
        var data = Assert.Single(output.Shown).Bundle.Data;
        Assert.Equal(3, (int?)((JsonObject)data["application/vnd.test.v1+json"]!)["n"]);
        Assert.Equal("<svg/>", (string?)data["image/svg+xml"]);
        Assert.Contains("Points: 3", (string?)data["text/plain"]);
    }

    [Fact]
    public async Task Objects_are_trees_and_lists_are_cut_at_twenty()
    {
        var (result, _) = await _cells.TryAsync("new { Name = \"x\", N = 2 }");
        var html = (string?)result.Value?.Data["text/html"];
        Assert.Contains("dni-treeview", html);
        Assert.Contains("<td>Name</td>", html);
        Assert.Equal("(anonymous)\n  Name: x\n  N: 2", (string?)result.Value?.Data["text/plain"]);
        Assert.Contains("... (80 more) ]", await _cells.ValueAsync("Enumerable.Range(0, 100).ToList()"));
        Assert.Contains("... (more) ]", await _cells.ValueAsync("Enumerable.Range(0, 100).Where(x => true)"));
    }

    [Fact]
    public async Task A_failing_formatter_fails_no_cell()
    {
        var (result, _) = await _cells.TryAsync(
            "class Bad { public override string ToString() => throw new Exception(\"no text\"); } new Bad()");
        Assert.True(result.Succeeded);
        Assert.Contains("no text", (string?)result.Value?.Data["text/plain"]);
    }

    [Fact]
    public async Task Input_is_asked_of_the_front_end()
    {
        var output = new RecordingOutput { Input = (prompt, password, _) => Task.FromResult($"{prompt}{password}") };
        var (result, _) = await _cells.TryAsync(
            "var a = Console.ReadLine(); var b = await Kernel.GetInputAsync(\"name\");"
            + "var c = await GetPasswordAsync(\"pw\"); $\"{a}|{b}|{c.GetClearTextPassword()}|{c}\"", output);
        Assert.Equal("False|nameFalse|pwTrue|******", (string?)result.Value?.Data["text/plain"]);
    }

    [Fact]
    public async Task The_ambient_token_is_there_for_libraries()
    {
        Assert.Equal("True", await _cells.ValueAsync(
            "KernelInvocationContext.Current.CancellationToken == ((Func<CancellationToken>)"
            + "AppContext.GetData(\"Workbook.CellInterrupt\"))()"));
        Assert.Equal(1, (await _cells.RunAsync("ClearOutput();")).Clears);
    }
}
