using Workbook.Commands;
using Workbook.Commands.Setup;
using Xunit;

namespace Notebooks.Tests;

/// <summary><c>workbook pack</c>, and what a stranger does with its packages.</summary>
public sealed class PackageTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("console-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_console_program_outside_the_repository_runs_LoRA_from_the_packages()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        string program = Path.Combine(Repository.Root, "lib", "Workbook", "bin", "Release", "net10.0", "Workbook.dll");
        ToolResult pack = await Tool.CaptureAsync(Tool.Dotnet, ["exec", program, "pack"], cancellation, Quiet());
        Assert.True(pack.Succeeded, pack.Errors + pack.Output);
        Assert.Contains("PeftWorkbook.0.1.0.nupkg", pack.Output, StringComparison.Ordinal);

        Write();
        ToolResult run = await Tool.CaptureAsync(
            Tool.Dotnet, ["run", "--project", Path.Combine(folder, "console.csproj"), "-c", "Release"], cancellation);
        Assert.True(run.Succeeded, run.Errors + run.Output);
        Assert.Contains("trainable params:", run.Output, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Quiet() => new() { ["WORKBOOK_NO_KERNEL"] = "1" };

    /// <summary>The project with folders of its own for packages, so that nothing of it stays behind in the user's; packages that
    /// were fetched before are taken from there.</summary>
    private void Write()
    {
        string packages = Path.Combine(Repository.Out, "packages");
        string fetched = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        Directory.CreateDirectory(fetched);
        string native = PackageChoice.Stored!.Packages == "nuget-cpu" ? "<PackageReference Include=\"libtorch-cpu\" Version=\"*\" />" : "";
        File.WriteAllText(Path.Combine(folder, "console.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="PeftWorkbook" Version="0.1.0" />
                {native}
              </ItemGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(folder, "packages")}" /></config>
              <fallbackPackageFolders><add key="fetched" value="{fetched}" /></fallbackPackageFolders>
              <packageSources><add key="workbook" value="{packages}" /></packageSources>
            </configuration>
            """);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "fixtures", "console", "Program.cs.txt"), Path.Combine(folder, "Program.cs"));
    }
}
