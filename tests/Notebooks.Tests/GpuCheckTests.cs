using Workbook.Commands;
using Xunit;

namespace Notebooks.Tests;

/// <summary><c>workbook gpu-check</c>: the folder runs where there is no .NET; tried here on the CPU.</summary>
public sealed class GpuCheckTests : IDisposable
{
    private const long MostBytes = 60_000_000;

    private readonly string home = Directory.CreateTempSubdirectory("gpu-check-").FullName;

    public void Dispose() => Directory.Delete(home, recursive: true);

    [Fact]
    public async Task The_packed_folder_builds_the_engine_and_runs_its_tests_without_dotnet()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        string program = Path.Combine(Repository.Root, "lib", "Workbook", "bin", "Release", "net10.0", "Workbook.dll");
        ToolResult pack = await Tool.CaptureAsync(Tool.Dotnet, ["exec", program, "gpu-check"], cancellation);
        Assert.True(pack.Succeeded, pack.Errors + pack.Output);
        var archive = new FileInfo(Path.Combine(Repository.Out, "gpu-check.tar.xz"));
        Assert.InRange(archive.Length, 1, MostBytes);

        await Tool.CaptureAsync("tar", ["-C", home, "-xJf", archive.FullName], cancellation);
        ToolResult run = await Tool.CaptureAsync(
            "env", ["-i", .. Surroundings(), Path.Combine(home, "gpu-check", "run.sh"), "cpu"], cancellation);
        Assert.True(run.Succeeded, run.Errors + run.Output);
        Assert.Contains("TorchSharp.Tests  Total:", run.Output, StringComparison.Ordinal);
        Assert.Contains("bench small-op", run.Output, StringComparison.Ordinal);
        if (Directory.Exists(Path.Combine(home, "gpu-check", "golden")))
        {
            Assert.Matches(@"golden models: ran (\d+) of \1\b", run.Output);
        }
    }

    /// <summary>A bare machine's environment, and little enough to run.</summary>
    private string[] Surroundings() =>
    [
        "PATH=/usr/bin:/bin", $"HOME={home}", $"WORKBOOK_CACHE={Path.Combine(home, "cache")}", "OMP_NUM_THREADS=2",
        "WORKBOOK_GOLDEN_LINES=models,attention*", "WORKBOOK_BENCH=small-op",
    ];
}
