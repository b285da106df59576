using System.CommandLine;
using Workbook.Commands.Setup;

namespace Workbook.Commands;

/// <summary><c>workbook pack</c>: NuGet packages of the library and of what stands behind it.</summary>
internal static class PackCommand
{
    public static Command Create()
    {
        var command = new Command("pack", "Write NuGet packages of library and engine to out/packages.");
        command.SetAction((_, cancellation) => RunAsync(cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CancellationToken cancellation)
    {
        await SetupCommand.EnsureAsync(quiet: true, cancellation);
        string packages = PackageChoice.Stored!.Packages;
        string target = Path.Combine(Repository.Out, "packages");
        Directory.CreateDirectory(target);
        foreach (string project in Projects(packages))
        {
            ToolResult pack = await Tool.CaptureAsync(
                Tool.Dotnet,
                ["pack", project, "-c", "Release", "-v", "q", "--nologo", "-o", target, $"-p:WorkbookPackages={packages}"],
                cancellation);
            if (!pack.Succeeded)
            {
                throw new CommandException($"{Repository.Display(project)} could not be packed:\n{pack.Output.Trim()}");
            }
        }

        foreach (string file in Directory.EnumerateFiles(target, "*.nupkg").Order(StringComparer.Ordinal))
        {
            Terminal.Line($"{Repository.Display(file)}  {new FileInfo(file).Length / 1024} KB");
        }

        return 0;
    }

    /// <summary>The library, and the polyfills where they stand behind it; the interactive assemblies always.</summary>
    private static IEnumerable<string> Projects(string packages) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "lib", "polyfills"), "*.csproj", SearchOption.AllDirectories)
            .Where(project => packages == "polyfill"
                || Path.GetFileName(project).StartsWith("Microsoft.DotNet.Interactive", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Append(Path.Combine(Repository.Root, "lib", "PeftWorkbook", "PeftWorkbook.csproj"));
}
