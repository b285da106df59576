using Xunit;

namespace Workbook.Tests.Scripting;

public sealed class AssistanceTests : IAsyncDisposable
{
    private readonly SessionHarness _cells = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _cells.DisposeAsync();

    [Theory]
    [InlineData("1+1", "complete")]
    [InlineData("var x = 5;", "complete")]
    [InlineData("", "complete")]
    [InlineData("#r \"nuget: A, 1.0\"\nvar y = 1;", "complete")]
    [InlineData("#!markdown\nthis is { not code", "complete")]
    [InlineData("if (true) {", "incomplete")]
    [InlineData("Console.WriteLine(", "incomplete")]
    [InlineData("new Foo(", "incomplete")]
    [InlineData("var x =", "incomplete")]
    [InlineData("class A\n{\n    int X", "incomplete")]
    [InlineData("var s = \"\"\"\nabc", "incomplete")]
    [InlineData("/* open", "incomplete")]
    [InlineData("int 7x = ;", "invalid")]
    [InlineData("int 7x = ;\nvar y = 1;", "invalid")]
    [InlineData("}", "invalid")]
    public void A_whole_cell_is_told_from_a_part(string code, string status) =>
        Assert.Equal(status, _cells.Session.IsComplete(code).Status);

    [Fact]
    public void An_open_block_is_indented() =>
        Assert.Equal("    ", _cells.Session.IsComplete("if (true) {").Indent);

    [Fact]
    public async Task Members_of_framework_types_are_completed()
    {
        Assert.Equal(["WriteLine"], await CompleteAsync("Console.WriteLi"));
        Assert.Contains("Sqrt", await CompleteAsync("Math."));
        Assert.DoesNotContain("Equals", (await CompleteAsync("Math.")).Where(m => m == "Sqrt"));
        Assert.Contains("Parse", await CompleteAsync("System.Text.Json.JsonDocument."));
        Assert.Contains("Select", await CompleteAsync("new[] { 1 }.Sel"));
        Assert.Equal(["Length"], await CompleteAsync("\"abc\".Leng"));
    }

    [Fact]
    public async Task Names_of_earlier_cells_and_of_this_one_are_completed()
    {
        await _cells.RunAsync("var earlier = new List<string>(); int Triple(int n) => 3 * n;");
        Assert.Contains("earlier", await CompleteAsync("earl"));
        Assert.Contains("AddRange", await CompleteAsync("earlier.Add"));
        Assert.Contains("Triple", await CompleteAsync("Tri"));
        Assert.Contains("later", await CompleteAsync("var later = 1; record Here(int Y);\nlat"));
        Assert.Contains("Y", await CompleteAsync("record Here(int Y); var h = new Here(1);\nh."));
        Assert.Contains("inner", await CompleteAsync("void F() { var inner = 1; inn"));
    }

    [Fact]
    public async Task Keywords_and_directives_are_completed_and_strings_are_not()
    {
        Assert.Contains("foreach", await CompleteAsync("fore"));
        Assert.Contains("#!time", await CompleteAsync("#!t"));
        Assert.Empty(await CompleteAsync("var s = \"Cons"));
        Assert.Empty(await CompleteAsync("// Cons"));
        Assert.Empty(await CompleteAsync("12"));
    }

    [Fact]
    public async Task Completions_replace_the_word_and_carry_kinds()
    {
        var list = await _cells.Session.CompleteAsync("var z = Console.WriteLi", 23, Token);
        Assert.Equal((16, 23), (list.Start, list.End));
        Assert.Equal("function", Assert.Single(list.Items).Kind);
        Assert.StartsWith("void Console.WriteLine(", list.Items[0].Signature);
    }

    [Fact]
    public async Task Completion_after_many_cells_stays_quick()
    {
        for (var i = 0; i < 60; i++) await _cells.RunAsync($"var v{i} = {i};");
        await CompleteAsync("Console.");
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.Contains("v59", await CompleteAsync("var q = 1; v5"));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), $"{clock.Elapsed}");
    }

    [Theory]
    [InlineData("Console.WriteLine", "Writes")]
    [InlineData("Console.WriteLine(", "Writes")]
    [InlineData("Math.Sqrt(2.0)", "square root")]
    [InlineData("var x = new List<int>(); x.Add", "Adds an object")]
    public async Task Inspection_gives_signature_and_documentation(string code, string expected)
    {
        var position = code.Contains("Sqrt") ? 8 : code.Length;
        var found = await _cells.Session.InspectAsync(code, position, 0, Token);
        Assert.NotNull(found);
        Assert.Contains(expected, (string?)found.Data["text/plain"]);
        Assert.Contains("```csharp", (string?)found.Data["text/markdown"]);
        Assert.Contains("<code", (string?)found.Data["text/html"]);
    }

    [Fact]
    public async Task Inspection_knows_variables_and_says_nothing_of_nothing()
    {
        await _cells.RunAsync("var answer = 42;");
        var found = await _cells.Session.InspectAsync("answer", 3, 0, Token);
        Assert.Equal("int answer", (string?)found?.Data["text/plain"]);
        Assert.Null(await _cells.Session.InspectAsync("   ", 2, 0, Token));
        Assert.Null(await _cells.Session.InspectAsync("unknownName", 3, 0, Token));
    }

    private async Task<IEnumerable<string>> CompleteAsync(string code) =>
        (await _cells.Session.CompleteAsync(code, code.Length, Token)).Items.Select(i => i.Text);
}
