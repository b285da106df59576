using System.Diagnostics;
using Workbook.Commands;
using Xunit;

namespace Workbook.Tests.Commands;

/// <summary>The script <c>./workbook</c> of this clone.</summary>
public sealed class EntryScriptTests
{
    private static string Script => Path.Combine(Repository.Root, "workbook");

    [Fact]
    public async Task Starts_at_once_when_nothing_is_to_build()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The script is for bash.");
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await Tool.CaptureAsync(Script, ["kernel", "list"], cancellation);
        var clock = Stopwatch.StartNew();
        ToolResult second = await Tool.CaptureAsync(Script, ["kernel", "list"], cancellation);
        Assert.True(second.Succeeded, second.Errors);
        Assert.Equal("", second.Errors);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(3), $"{clock.Elapsed}: it should take a fraction of a second");
    }

    [Fact]
    public async Task Says_what_to_do_where_there_is_no_dotnet()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The script is for bash.");
        ToolResult result = await RunCopyAsync(dotnet: null);
        Assert.Equal(1, result.Code);
        Assert.StartsWith(
            "The .NET SDK 10 was not found. Install it from https://dot.net/download",
            result.Errors,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_what_to_do_where_dotnet_is_too_old()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The script is for bash.");
        ToolResult result = await RunCopyAsync(dotnet: "[ \"$1\" = --list-sdks ] && echo '8.0.100 [/opt]' && exit 0; exit 145");
        Assert.Equal(1, result.Code);
        Assert.Contains("is older than global.json asks for (10.0): 8.0.100 [/opt].", result.Errors, StringComparison.Ordinal);
    }

    /// <summary>A copy of the script in a folder of its own, on a PATH that has nothing but what the script calls, and without
    /// the system folders that it looks into.</summary>
    private static async Task<ToolResult> RunCopyAsync(string? dotnet)
    {
        string folder = Directory.CreateTempSubdirectory("workbook-script-").FullName;
        try
        {
            string script = await File.ReadAllTextAsync(Script, TestContext.Current.CancellationToken);
            string copy = WriteProgram(folder, "workbook", script.Replace("/usr/", "/nonexistent/", StringComparison.Ordinal)
                .Replace("#!/nonexistent/", "#!/usr/", StringComparison.Ordinal));
            string tools = Directory.CreateDirectory(Path.Combine(folder, "tools")).FullName;
            foreach (string tool in (string[])["bash", "dirname", "readlink", "mkdir", "find", "flock", "touch", "tail"])
            {
                if (Tool.Find(tool) is { } path)
                {
                    File.CreateSymbolicLink(Path.Combine(tools, tool), path);
                }
            }

            if (dotnet is not null)
            {
                WriteProgram(tools, "dotnet", "#!/bin/sh\n" + dotnet + "\n");
            }

            var environment = new Dictionary<string, string> { ["PATH"] = tools, ["DOTNET_ROOT"] = "", ["HOME"] = folder };
            return await Tool.CaptureAsync(copy, ["doctor"], TestContext.Current.CancellationToken, environment);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string WriteProgram(string folder, string name, string text)
    {
        string path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }
}
