using System.Text.Json.Nodes;
using Workbook.Commands;
using Xunit;

namespace Workbook.Tests.Commands;

/// <summary><c>workbook kernel</c>: where the kernelspec goes and which name it takes.</summary>
public sealed class KernelCommandTests : IDisposable
{
    private readonly Cli cli = new();

    public void Dispose() => cli.Dispose();

    private string Spec(string name) => Path.Combine(cli.JupyterData, "kernels", name);

    private static JsonNode Read(string folder) => JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "kernel.json")))!;

    [Fact]
    public async Task Installs_a_spec_that_starts_this_program_and_is_interrupted_by_message()
    {
        Assert.True((await cli.RunAsync("kernel", "install")).Succeeded);
        JsonNode spec = Read(Spec(".net-csharp"));
        string[] argv = [.. spec["argv"]!.AsArray().Select(word => word!.GetValue<string>())];
        Assert.True(Path.IsPathRooted(argv[0]) && File.Exists(argv[0]), argv[0]);
        Assert.Equal("{connection_file}", argv[^1]);
        Assert.Equal("message", spec["interrupt_mode"]!.GetValue<string>());
        Assert.Equal("C#", spec["language"]!.GetValue<string>());
        Assert.Null(spec["kernel_protocol_version"]);
        Assert.All(
            ["logo-32x32.png", "logo-64x64.png", "logo-svg.svg"],
            logo => Assert.True(File.Exists(Path.Combine(Spec(".net-csharp"), logo))));
    }

    [Fact]
    public async Task Takes_another_name_where_the_first_belongs_to_another_kernel_and_says_so()
    {
        Directory.CreateDirectory(Spec(".NET-csharp"));
        cli.Write(Path.Combine("jupyter", "kernels", ".NET-csharp", "kernel.json"),
            """{"argv": ["dotnet", "interactive"], "display_name": ".NET (C#)", "language": "C#"}""");
        ToolResult install = await cli.RunAsync("kernel", "install");
        Assert.Contains("so the kernel is called peft-workbook-csharp", install.Output, StringComparison.Ordinal);
        Assert.Equal("C# (PEFT Workbook)", Read(Spec("peft-workbook-csharp"))["display_name"]!.GetValue<string>());
        Assert.Equal(".NET (C#)", Read(Spec(".NET-csharp"))["display_name"]!.GetValue<string>());
    }

    [Fact]
    public async Task Uninstalls_its_own_alone_and_lists_both()
    {
        await cli.RunAsync("kernel", "install");
        Directory.CreateDirectory(Spec("other"));
        cli.Write(Path.Combine("jupyter", "kernels", "other", "kernel.json"), "not json");
        string list = (await cli.RunAsync("kernel", "list")).Output;
        Assert.Contains(".net-csharp ", list, StringComparison.Ordinal);
        Assert.Contains("(unreadable)", list, StringComparison.Ordinal);
        await cli.RunAsync("kernel", "uninstall");
        Assert.False(Directory.Exists(Spec(".net-csharp")));
        Assert.True(Directory.Exists(Spec("other")));
    }

    [Fact]
    public async Task Installing_twice_changes_nothing()
    {
        await cli.RunAsync("kernel", "install");
        string first = Read(Spec(".net-csharp")).ToJsonString();
        await cli.RunAsync("kernel", "install");
        Assert.Equal(first, Read(Spec(".net-csharp")).ToJsonString());
        Assert.False(Directory.Exists(Spec("peft-workbook-csharp")));
    }
}
