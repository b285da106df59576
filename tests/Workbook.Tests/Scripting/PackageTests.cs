using System.Diagnostics;
using Workbook.Scripting;
using Xunit;

namespace Workbook.Tests.Scripting;

/// <summary>Packages from a folder made here, so that no network is needed.</summary>
public sealed class PackageTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("packages").FullName;
    private readonly string _id = "Cells.Test" + Guid.NewGuid().ToString("N")[..8];
    private readonly SessionHarness _cells;

    public PackageTests() => _cells = new SessionHarness(_folder);

    public async ValueTask DisposeAsync()
    {
        await _cells.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        var installed = Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages",
                _id.ToLowerInvariant());
        if (Directory.Exists(installed)) Directory.Delete(installed, recursive: true);
    }

    [Fact]
    public async Task A_package_is_restored_once_and_then_known()
    {
        await PackAsync();
        var first = await _cells.RunAsync(
            $"#i \"nuget: {_folder}/feed\"\n#r \"nuget: {_id}, 1.2.3\"\nConsole.Write(Packed.Answer.Value);");
        Assert.Equal("42", first.Out);
        Assert.Contains(first.Shown, s => ((string?)s.Bundle.Data["text/plain"])!.Contains($"Installed {_id} 1.2.3"));

        await using var other = new SessionHarness(_folder);
        var clock = Stopwatch.StartNew();
        var again =
            await other.RunAsync($"#i \"nuget:{_folder}/feed\"\n#r \"nuget:{_id},1.2.3\"\nConsole.Write(Packed.Answer.Value);");
        Assert.Equal("42", again.Out);
        Assert.DoesNotContain(again.Shown, s => ((string?)s.Bundle.Data["text/plain"])!.Contains("Restor"));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"a known closure took {clock.Elapsed}");

        var error = await _cells.FailAsync($"#r \"nuget: {_id}, 2.0.0\"");
        Assert.Contains("2.0.0 cannot be added because version 1.2.3 was added previously", error.Message);
        await _cells.RunAsync($"#r \"nuget: {_id}\"");
    }

    [Fact]
    public async Task A_package_that_is_not_there_fails_with_its_name()
    {
        var error = await _cells.FailAsync($"#i \"nuget: {_folder}\"\n#r \"nuget: {_id}.None, 1.0.0\"");
        Assert.Contains(_id + ".None", error.Message);
        Assert.Equal("3", await _cells.ValueAsync("1 + 2"));
    }

    [Theory]
    [InlineData("Some.Id", "Some.Id", "*")]
    [InlineData(" Some.Id , 1.0-beta ", "Some.Id", "1.0-beta")]
    [InlineData("Some.Id,*-*", "Some.Id", "*-*")]
    public void Requests_are_read(string text, string id, string version) =>
        Assert.Equal(new PackageRequest(id, version), PackageRequest.Parse(text));

    [Theory]
    [InlineData("../x")]
    [InlineData("a b")]
    [InlineData("id, 1.0\" Foo=\"x")]
    public void Nonsense_is_refused(string text) =>
        Assert.Throws<DirectiveException>(() => PackageRequest.Parse(text));

    private async Task PackAsync()
    {
        var project = Directory.CreateDirectory(Path.Combine(_folder, "Packed")).FullName;
        await File.WriteAllTextAsync(Path.Combine(project, "Packed.csproj"),
            $"<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net10.0</TargetFramework>"
            + $"<PackageId>{_id}</PackageId><Version>1.2.3</Version></PropertyGroup></Project>");
        await File.WriteAllTextAsync(Path.Combine(project, "Answer.cs"),
            "namespace Packed; public static class Answer { public static int Value => 42; }");
        var pack = await DotNetClient.RunAsync(
            ["pack", project, "-o", Path.Combine(_folder, "feed"), "-v", "q", "-nologo"], project,
                CancellationToken.None);
        Assert.True(pack.ExitCode == 0, pack.Text);
    }
}
