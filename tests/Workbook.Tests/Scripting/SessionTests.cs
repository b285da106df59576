using Xunit;

namespace Workbook.Tests.Scripting;

public sealed class SessionTests : IAsyncDisposable
{
    private readonly SessionHarness _cells = new();

    public ValueTask DisposeAsync() => _cells.DisposeAsync();

    [Fact]
    public async Task A_trailing_expression_is_the_value()
    {
        Assert.Equal("6", await _cells.ValueAsync("1+2+3"));
        Assert.Equal("ab", await _cells.ValueAsync("\"a\"+\"b\""));
        Assert.Null(await _cells.ValueAsync("var x = 5;"));
        Assert.Null(await _cells.ValueAsync("Console.WriteLine()"));
        Assert.Equal("<null>", await _cells.ValueAsync("(string)null"));
    }

    [Fact]
    public async Task Variables_types_methods_and_usings_live_on()
    {
        await _cells.RunAsync("using System.Globalization; var a = 20; record P(int X); int Twice(int n) => 2 * n;");
        Assert.Equal("42", await _cells.ValueAsync("Twice(a) + new P(2).X"));
        Assert.Equal("True", await _cells.ValueAsync("CultureInfo.InvariantCulture != null"));
    }

    [Fact]
    public async Task Await_works_at_the_top_level()
    {
        Assert.Equal("7", await _cells.ValueAsync("await Task.Delay(10); var t = await Task.FromResult(7); t"));
    }

    [Fact]
    public async Task Any_assembly_of_the_shared_framework_is_there()
    {
        Assert.Equal("True", await _cells.ValueAsync(
            "using System.Xml.Linq; using System.Threading.Channels; using System.IO.Compression;\n"
            + "Channel.CreateUnbounded<int>() != null && new XElement(\"a\") != null"));
        Assert.Equal("3", await _cells.ValueAsync("new[] { 1, 2 }.AsParallel().Sum()"));
        Assert.Equal("<a />", await _cells.ValueAsync("new XElement(\"a\").ToString()"));
    }

    [Fact]
    public async Task A_compile_error_names_cell_and_line_and_points_at_it()
    {
        await _cells.RunAsync("var a = 1;");
        var error = await _cells.FailAsync("var b = a;\nint c = \"x\";");
        Assert.Equal(("CompilationError", 2, 2), (error.Name, error.Cell, error.Line));
        Assert.Contains("Cell In[2], line 2", error.Traceback);
        Assert.Contains("            ^^^", error.Traceback);
        Assert.Contains("CS0029", error.Message);
        Assert.Equal("1", await _cells.ValueAsync("a"));
    }

    [Fact]
    public async Task An_exception_names_the_cells_it_passed_through()
    {
        await _cells.RunAsync("void Boom(string s)\n{\n    throw new ArgumentException(s, new FormatException(\"in\"));\n}");
        var error = await _cells.FailAsync("var kept = 3;\n\nBoom(\"so\");");
        Assert.Equal(("ArgumentException", "so", 1, 3), (error.Name, error.Message, error.Cell, error.Line));
        Assert.Contains(error.Traceback, l => l.Contains("Cell In[2], line 3"));
        Assert.Contains(error.Traceback, l => l.Contains("caused by System.FormatException: in"));
        Assert.DoesNotContain(error.Traceback, l => l.Contains("Submission#") || l.Contains("CompilerServices"));
        Assert.Equal("3", await _cells.ValueAsync("kept"));
    }

    [Fact]
    public async Task Output_belongs_to_the_cell_that_started_the_code()
    {
        var first = await _cells.RunAsync(
            "var go = new ManualResetEventSlim(); Console.Write(\"one\"); Console.Error.Write(\"err\");\n"
            + "var late = Task.Run(() => { go.Wait(); Console.Write(\"late\"); });\n"
            + "var thread = new Thread(() => { go.Wait(); Console.Write(\"thread\"); }); thread.Start();");
        var second = await _cells.RunAsync("go.Set(); await late; thread.Join(); Console.Write(\"two\");");
        Assert.Equal("two", second.Out);
        Assert.StartsWith("one", first.Out);
        Assert.Contains("late", first.Out);
        Assert.Contains("thread", first.Out);
        Assert.Equal("err", first.Error);
    }

    [Fact]
    public async Task User_expressions_are_evaluated_without_a_trace()
    {
        await _cells.RunAsync("var n = 4;");
        var good = await _cells.Session.EvaluateAsync("n * 2", TestContext.Current.CancellationToken);
        Assert.Equal("8", (string?)good.Value?.Data["text/plain"]);
        Assert.Equal("CompilationError",
            (await _cells.Session.EvaluateAsync("x y z", TestContext.Current.CancellationToken)).Error?.Name);
        Assert.Equal("4", await _cells.ValueAsync("n"));
    }

    [Fact]
    public async Task A_cell_of_usings_alone_holds_for_later_cells()
    {
        await _cells.RunAsync("using System.Globalization; // nothing else");
        Assert.Equal("0", await _cells.ValueAsync("CultureInfo.InvariantCulture.Name.Length"));
        Assert.Null(await _cells.ValueAsync(""));
        Assert.Null(await _cells.ValueAsync("// only a comment"));
    }
}
