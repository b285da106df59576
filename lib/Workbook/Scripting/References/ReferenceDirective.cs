namespace Workbook.Scripting;

/// <summary><c>#r</c> and <c>#i</c>.</summary>
internal static class ReferenceDirective
{
    private const string Package = "nuget:";
    private const string Project = "project:";

    /// <summary><c>#r "file.dll"</c>, <c>#r "nuget: id, version"</c> or <c>#r "project: file.csproj"</c>.</summary>
    public static async Task RunAsync(CellExecution cell, DirectiveLine line, string text)
    {
        var what = line.Quoted();
        if (what.StartsWith(Package, StringComparison.Ordinal))
            await PackageDirective.RunAsync(cell, what[Package.Length..].Trim()).ConfigureAwait(false);
        else if (what.StartsWith(Project, StringComparison.Ordinal))
            await AddProjectAsync(cell, what[Project.Length..].Trim()).ConfigureAwait(false);
        else
            await AddFileAsync(cell, what).ConfigureAwait(false);
    }

    /// <summary><c>#i "nuget: source"</c>.</summary>
    public static Task AddSourceAsync(CellExecution cell, DirectiveLine line, string text)
    {
        var what = line.Quoted();
        var source = what.StartsWith(Package, StringComparison.Ordinal) ? what[Package.Length..].Trim() : what;
        var isFolder = !source.Contains("://", StringComparison.Ordinal);
        cell.Packages.AddSource(isFolder ? cell.Resolve(source) : source);
        return Task.CompletedTask;
    }

    private static async Task AddFileAsync(CellExecution cell, string name)
    {
        if (Framework(name) is { } framework)
        {
            cell.Engine.Compiler.AddReference(SharedFramework.Reference(framework));
            return;
        }

        var path = cell.Resolve(name);
        if (!File.Exists(path) && ProjectBuild.ProjectOf(path) is { } project)
            await ProjectBuild.RunAsync(cell, project, ProjectBuild.ConfigurationOf(path)).ConfigureAwait(false);
        if (!File.Exists(path))
            throw new DirectiveException($"There is no assembly '{name}' (looked for {path}).");
        Add(cell.Engine, path);
    }

    private static async Task AddProjectAsync(CellExecution cell, string name)
    {
        var project = cell.Resolve(name);
        if (!File.Exists(project))
            throw new DirectiveException($"There is no project '{name}' (looked for {project}).");
        await ProjectBuild.RunAsync(cell, project, "Release").ConfigureAwait(false);
        Add(cell.Engine, await ProjectBuild.TargetOfAsync(cell, project).ConfigureAwait(false));
    }

    /// <summary>Adds an assembly for compilation and for loading.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="path">Full path of the assembly.</param>
    public static void Add(ScriptEngine engine, string path)
    {
        if (CellLoadContext.IsShared(Path.GetFileNameWithoutExtension(path))) return;
        try
        {
            if (engine.Compiler.AddReference(FileReference.Create(path))) engine.Context.AddFile(path);
        }
        catch (BadImageFormatException)
        {
            throw new DirectiveException($"{path} is no .NET assembly; name the managed assembly that uses it.");
        }
    }

    private static string? Framework(string name)
    {
        if (name.Contains('/') || name.Contains('\\')) return null;
        var simple = name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? name[..^4] : name;
        return SharedFramework.PathOf(simple);
    }
}
