using System.Text.Json.Nodes;
using Workbook.Scripting;
using Xunit;

namespace Workbook.Tests.Scripting;

public sealed class DirectiveTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cells").FullName;
    private readonly SessionHarness _cells;

    public DirectiveTests() => _cells = new SessionHarness(_folder);

    public async ValueTask DisposeAsync()
    {
        await _cells.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Load_runs_files_relative_to_each_other_and_keeps_their_usings()
    {
        Write("setup.csx", "#load \"parts/inner.csx\"\nusing System.Globalization;\nusing I = System.Int32;\n"
            + "using static System.Math;\nint Half(int n) => n / Two;");
        Write("parts/inner.csx", "#load \"deepest.csx\"\nvar Two = One + 1;");
        Write("parts/deepest.csx", "var One = 1;");
        await _cells.RunAsync("#load \"setup.csx\"\nvar x = Half(8);");
        Assert.Equal("4", await _cells.ValueAsync("(I)Max(x, 0)"));
        Assert.Equal("True", await _cells.ValueAsync("CultureInfo.InvariantCulture != null"));
    }

    [Fact]
    public async Task Errors_in_loaded_files_name_the_file()
    {
        Write("bad.csx", "var a = 1;\nint b = \"x\";");
        var error = await _cells.FailAsync("#load \"bad.csx\"");
        Assert.Contains(error.Traceback, l => l.Contains("bad.csx, line 2"));
        error = await _cells.FailAsync("\n#load \"none.csx\"");
        Assert.Equal(("DirectiveError", 2, 2), (error.Name, error.Cell, error.Line));
        Assert.Contains("none.csx", error.Message);
    }

    [Fact]
    public async Task A_missing_assembly_under_bin_is_built()
    {
        Write("Greeter/Greeter.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup>"
            + "<TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>");
        Write("Greeter/Greeter.cs", "namespace Greeting; public static class Greeter { public static string Hi() => \"hi\"; }");
        var output = await _cells.RunAsync(
            "#r \"Greeter/bin/Release/net10.0/Greeter.dll\"\nusing Greeting;\nConsole.Write(Greeter.Hi());");
        Assert.Equal("hi", output.Out);
        Assert.StartsWith("Building Greeter", (string?)output.Shown[0].Bundle.Data["text/plain"]);
        Assert.StartsWith("Built Greeter", (string?)output.Updates[^1].Bundle.Data["text/plain"]);
        Assert.Equal("hi", await _cells.ValueAsync("Greeter.Hi()"));
    }

    [Fact]
    public async Task A_project_that_does_not_build_says_why()
    {
        Write("Bad/Bad.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup>"
            + "<TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>");
        Write("Bad/Bad.cs", "class Bad { int x = \"text\"; }");
        var error = await _cells.FailAsync("#r \"Bad/bin/Release/net10.0/Bad.dll\"");
        Assert.Contains("CS0029", error.Message);
    }

    [Fact]
    public async Task Lines_keep_their_numbers_below_directives()
    {
        var error = await _cells.FailAsync("#r \"System.Xml.Linq\"\n\n#!time\nint x = \"a\";");
        Assert.Equal(4, error.Line);
        Assert.Equal("#!time", await _cells.ValueAsync("var s = \"\"\"\n#!time\n\"\"\"; s"));
    }

    [Fact]
    public async Task Text_directives_show_their_text()
    {
        var output = await _cells.RunAsync("#!markdown\n# Title\n*it*\n#!html\n<b>x</b>\n#!csharp\nvar after = 1;");
        Assert.Contains("<em>it</em>", (string?)output.Shown[0].Bundle.Data["text/html"]);
        Assert.Equal("<b>x</b>", (string?)output.Shown[1].Bundle.Data["text/html"]);
        Assert.Equal("1", await _cells.ValueAsync("after"));
    }

    [Fact]
    public async Task Time_says_how_long()
    {
        var output = await _cells.RunAsync("#!time\nThread.Sleep(30);");
        Assert.Matches(@"^Wall time: \d+(\.\d+)?ms$", (string?)output.Shown[^1].Bundle.Data["text/plain"]);
    }

    [Fact]
    public async Task Values_are_kept_set_and_shared()
    {
        await _cells.RunAsync("#!value --name note\nfirst\nsecond");
        await _cells.RunAsync("#!share note --from value");
        Assert.Equal("first\nsecond", await _cells.ValueAsync("note"));
        await _cells.RunAsync("#!set --name n --value 42");
        Assert.Equal("43", await _cells.ValueAsync("n + 1"));
        await _cells.RunAsync("#!set --name m --value @csharp:n");
        Assert.Equal("42", await _cells.ValueAsync("m"));
        var shown = (await _cells.RunAsync("#!whos")).Shown[^1];
        Assert.Contains("note", (string?)shown.Bundle.Data["text/plain"]);
        Assert.Equal("DirectiveError", (await _cells.FailAsync("#!share other --from value")).Name);
    }

    [Fact]
    public async Task A_cell_for_another_kernel_says_so()
    {
        Assert.Contains("'fsharp'", (await _cells.FailAsync("#!fsharp\nlet x = 1")).Message);
        var metadata = new JsonObject { ["polyglot_notebook"] = new JsonObject { ["kernelName"] = "pwsh" } };
        var cell = new CellRequest("Get-Date", 9) { Metadata = metadata };
        var result = await _cells.Session.ExecuteAsync(
            cell, new RecordingOutput(), TestContext.Current.CancellationToken);
        Assert.Contains("'pwsh'", result.Error?.Message);
        Assert.Contains("#!lsmagic", (await _cells.FailAsync("#!nosuch")).Message);
    }

    [Fact]
    public async Task Import_runs_a_notebook()
    {
        Write("other.ipynb", """
            {"cells": [{"cell_type": "markdown", "metadata": {}, "source": ["# Hi"]},
             {"cell_type": "code", "execution_count": null, "metadata": {}, "outputs": [], "source": ["var imported = 5;"]}],
             "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
            """);
        var output = await _cells.RunAsync("#!import other.ipynb");
        Assert.Contains("<h1", (string?)output.Shown[0].Bundle.Data["text/html"]);
        Assert.Equal("5", await _cells.ValueAsync("imported"));
    }

    [Fact]
    public async Task Who_and_lsmagic_and_about_answer()
    {
        await _cells.RunAsync("var alpha = 1;");
        Assert.Contains("alpha", (string?)(await _cells.RunAsync("#!who")).Shown[0].Bundle.Data["text/plain"]);
        Assert.Contains("#!time", (string?)(await _cells.RunAsync("#!lsmagic")).Shown[0].Bundle.Data["text/plain"]);
        Assert.Contains("C# 14", (string?)(await _cells.RunAsync("#!about")).Shown[0].Bundle.Data["text/plain"]);
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
