namespace Workbook.Commands.Testing;

/// <summary>A test project, which is a program of its own.</summary>
/// <param name="Name">Its name: <c>TorchSharp.Tests</c>.</param>
/// <param name="Project">Its project file.</param>
internal sealed record TestProject(string Name, string Project)
{
    /// <summary>The project whose tests compare with the golden folder.</summary>
    public const string Golden = "Golden.Tests";

    /// <summary>The built program.</summary>
    public string Program => Path.Combine(Path.GetDirectoryName(Project)!, "bin", "Release", "net10.0", Name + ".dll");

    /// <summary>Every test project that has tests, in the order of their names; the slow ones with browsers last.</summary>
    public static IReadOnlyList<TestProject> All() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.Tests.csproj", SearchOption.AllDirectories)
            .Select(project => new TestProject(Path.GetFileNameWithoutExtension(project), project))
            .Where(project => Directory.EnumerateFiles(Path.GetDirectoryName(project.Project)!, "*.cs", SearchOption.AllDirectories)
                .Any(file => !Path.GetRelativePath(Path.GetDirectoryName(project.Project)!, file)
                    .StartsWith("obj", StringComparison.Ordinal)))
            .OrderBy(project => project.Name == "Notebooks.Tests")
            .ThenBy(project => project.Name, StringComparer.Ordinal),
    ];

    /// <summary>Builds projects together, once.</summary>
    /// <exception cref="CommandException">They do not build; the message holds the compiler's errors.</exception>
    public static async Task BuildAsync(IReadOnlyList<TestProject> projects, CancellationToken cancellation)
    {
        string folder = Path.Combine(Repository.Root, "tests", "obj");
        string solution = Path.Combine(folder, "tests.slnx");
        Directory.CreateDirectory(folder);
        IEnumerable<string> lines = projects.Select(
            project => $"  <Project Path=\"{Path.GetRelativePath(folder, project.Project).Replace('\\', '/')}\" />");
        await File.WriteAllLinesAsync(solution, ["<Solution>", .. lines, "</Solution>"], cancellation);
        await DotnetBuild.RunAsync(solution, "The tests do", [], cancellation);
    }
}
