using System.Reflection;
using Microsoft.DotNet.Interactive;

namespace Workbook.Scripting;

/// <summary><c>#r "nuget: id, version"</c>.</summary>
internal static class PackageDirective
{
    /// <summary>Asks for a package; all packages of a cell are restored together, before its code.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="text">What follows <c>nuget:</c>.</param>
    public static Task RunAsync(CellExecution cell, string text)
    {
        cell.Packages.Add(PackageRequest.Parse(text));
        return Task.CompletedTask;
    }

    /// <summary>Restores what was asked for, and references it.</summary>
    /// <param name="cell">The cell.</param>
    /// <exception cref="DirectiveException">It cannot be restored.</exception>
    public static async Task FlushAsync(CellExecution cell)
    {
        var packages = cell.Packages;
        if (!packages.HasPending) return;
        try
        {
            var closure = PackageRestore.Known(packages) ?? await RestoreAsync(cell).ConfigureAwait(false);
            WarnOfOtherVersions(cell, closure);
            var fresh = closure.Packages.Where(p => !packages.Loaded.ContainsKey(p.Id)).ToList();
            Reference(cell.Engine, packages, closure);
            packages.Commit(closure);
            var wanted = fresh.Where(p => packages.All.Any(w => w.Id.Equals(p.Id, StringComparison.OrdinalIgnoreCase)));
            cell.Output.Display(
                MimeBundle.Text("Installed " + string.Join(", ", wanted.Select(p => $"{p.Id} {p.Version}"))), null);
            await LoadExtensionsAsync(cell, fresh).ConfigureAwait(false);
        }
        catch
        {
            packages.Rollback();
            throw;
        }
    }

    private static async Task<PackageClosure> RestoreAsync(CellExecution cell)
    {
        var names = string.Join(", ", cell.Packages.All.Select(p => p.Id));
        using var progress = new CellProgress(cell.Output, $"Restoring {names}");
        var folder = Path.GetDirectoryName(cell.Resolve("nuget.config"))!;
        var closure = await PackageRestore.RunAsync(cell.Packages, folder, cell.Interrupt).ConfigureAwait(false);
        progress.Finish($"Restored {names} in {progress.Elapsed.TotalSeconds:f1} s");
        return closure;
    }

    private static void Reference(ScriptEngine engine, PackageReferences packages, PackageClosure closure)
    {
        var old = closure.Packages.Where(p => packages.Loaded.ContainsKey(p.Id)).Select(p => p.Folder).ToList();
        bool IsNew(string file) =>
            !old.Any(f => file.StartsWith(f + Path.DirectorySeparatorChar, StringComparison.Ordinal));
        foreach (var file in closure.Runtime.Where(IsNew)) engine.Context.AddFile(file);
        foreach (var folder in closure.Native.Where(IsNew).Select(f => Path.GetDirectoryName(f)!).Distinct())
            engine.Context.AddNativeFolder(folder);
        foreach (var file in closure.Compile.Where(IsNew)) ReferenceDirective.Add(engine, file);
    }

    /// <summary>An assembly cannot be exchanged once it is loaded.</summary>
    private static void WarnOfOtherVersions(CellExecution cell, PackageClosure closure)
    {
        foreach (var package in closure.Packages)
        {
            if (cell.Packages.Loaded.TryGetValue(package.Id, out var loaded) && loaded != package.Version)
                cell.Output.Write(OutputStream.Error, $"{package.Id} {loaded} is loaded and stays, although version "
                    + $"{package.Version} is asked for now; restart the kernel to use that.\n");
        }
    }

    /// <summary>Packages may bring extensions for notebooks: formatters, mostly.</summary>
    private static async Task LoadExtensionsAsync(CellExecution cell, IEnumerable<RestoredPackage> packages)
    {
        foreach (var folder in packages.Select(p => Path.Combine(p.Folder, "interactive-extensions", "dotnet")))
        {
            if (!Directory.Exists(folder)) continue;
            foreach (var file in Directory.EnumerateFiles(folder, "*.dll"))
                await LoadAsync(cell, file).ConfigureAwait(false);
            var script = Path.Combine(folder, "extension.dib");
            if (File.Exists(script))
                await LoadDirective.ImportAsync(cell, new DirectiveLine("!import", $"\"{script}\"", script, 1), "");
        }
    }

    private static async Task LoadAsync(CellExecution cell, string file)
    {
        try
        {
            cell.Engine.Context.AddFile(file);
            var assembly = cell.Engine.Context.LoadFromAssemblyPath(file);
            foreach (var type in assembly.GetExportedTypes()
                .Where(t => t is { IsAbstract: false } && typeof(IKernelExtension).IsAssignableFrom(t)))
            {
                var extension = (IKernelExtension)Activator.CreateInstance(type)!;
                await extension.OnLoadAsync(Kernel.Root).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is ReflectionTypeLoadException or TypeLoadException or FileNotFoundException
            or MissingMethodException or FileLoadException or BadImageFormatException)
        {
            cell.Output.Write(
                OutputStream.Error, $"The extension {Path.GetFileName(file)} was left out: {e.Message}\n");
        }
    }
}
