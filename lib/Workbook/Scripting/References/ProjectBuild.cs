namespace Workbook.Scripting;

/// <summary>Builds the project that a missing assembly comes from.</summary>
internal static class ProjectBuild
{
    private const int ErrorLines = 12;

    /// <summary>The project whose build makes an assembly: for <c>…/App/bin/Release/net10.0/X.dll</c> the one project
    /// file in <c>…/App</c>.</summary>
    /// <param name="assembly">Full path of the assembly.</param>
    /// <returns>The project file, or <see langword="null"/> where the path is none of a project's output.</returns>
    public static string? ProjectOf(string assembly)
    {
        for (var folder = Directory.GetParent(assembly); folder?.Parent is { } parent; folder = parent)
        {
            if (folder.Name != "bin" || !parent.Exists) continue;
            var projects = parent.GetFiles("*.csproj");
            var named = projects.FirstOrDefault(p => p.Name == parent.Name + ".csproj");
            return (named ?? projects.FirstOrDefault())?.FullName;
        }

        return null;
    }

    /// <summary>The configuration in an output path, <c>Release</c> unless it says <c>Debug</c>.</summary>
    /// <param name="assembly">Full path of the assembly.</param>
    public static string ConfigurationOf(string assembly) =>
        assembly.Replace('\\', '/').Contains("/bin/Debug/", StringComparison.OrdinalIgnoreCase) ? "Debug" : "Release";

    /// <summary>Builds a project and says so in the cell.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="project">The project file.</param>
    /// <param name="configuration">What to build.</param>
    /// <exception cref="DirectiveException">It does not build.</exception>
    public static async Task RunAsync(CellExecution cell, string project, string configuration)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        using var progress = new CellProgress(cell.Output, $"Building {name}");
        var build = await DotNetClient.RunAsync(
            ["build", project, "-c", configuration, "-v", "q", "-nologo"],
            Path.GetDirectoryName(project)!, cell.Interrupt).ConfigureAwait(false);
        if (build.ExitCode != 0)
        {
            progress.Finish($"Building {name} failed");
            throw new DirectiveException($"{project} does not build:\n{Errors(build.Text)}");
        }

        progress.Finish($"Built {name} in {progress.Elapsed.TotalSeconds:f0} s");
    }

    /// <summary>The assembly that a project's build makes.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="project">The project file.</param>
    public static async Task<string> TargetOfAsync(CellExecution cell, string project)
    {
        var answer = await DotNetClient.RunAsync(
            ["msbuild", project, "-getProperty:TargetPath", "-p:Configuration=Release", "-nologo"],
            Path.GetDirectoryName(project)!, cell.Interrupt).ConfigureAwait(false);
        return answer.ExitCode == 0
            ? answer.Text.Trim()
            : throw new DirectiveException($"{project} cannot be read:\n{Errors(answer.Text)}");
    }

    private static string Errors(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var errors = lines.Where(l => l.Contains("error", StringComparison.OrdinalIgnoreCase)).Distinct().ToList();
        return string.Join('\n', (errors.Count > 0 ? errors : [.. lines]).Take(ErrorLines));
    }
}
