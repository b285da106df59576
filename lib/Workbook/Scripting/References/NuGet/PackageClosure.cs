using System.Text.Json;

namespace Workbook.Scripting;

/// <summary>A restored package.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Its version.</param>
/// <param name="Folder">Where it lies.</param>
internal sealed record RestoredPackage(string Id, string Version, string Folder);

/// <summary>Packages with all they depend on, as files.</summary>
/// <param name="Packages">The packages.</param>
/// <param name="Compile">Assemblies to compile against.</param>
/// <param name="Runtime">Assemblies to load.</param>
/// <param name="Native">Native libraries for this machine.</param>
internal sealed record PackageClosure(
    IReadOnlyList<RestoredPackage> Packages,
    IReadOnlyList<string> Compile,
    IReadOnlyList<string> Runtime,
    IReadOnlyList<string> Native)
{
    /// <summary>Whether all its files are still there.</summary>
    public bool IsComplete => Compile.Concat(Runtime).Concat(Native).All(File.Exists);

    /// <summary>Reads the restore's <c>project.assets.json</c>.</summary>
    /// <param name="path">The file.</param>
    public static PackageClosure FromAssets(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = document.RootElement;
        var folders = root.GetProperty("packageFolders").EnumerateObject().Select(f => f.Name).ToList();
        var libraries = root.GetProperty("libraries");
        var (packages, compile, runtime, native) =
            (new List<RestoredPackage>(), new List<string>(), new List<string>(), new List<string>());
        foreach (var library in root.GetProperty("targets").EnumerateObject().First().Value.EnumerateObject())
        {
            if (library.Value.GetProperty("type").GetString() != "package") continue;
            var relative = libraries.GetProperty(library.Name).GetProperty("path").GetString()!;
            var folder = folders.Select(f => Path.Combine(f, relative)).FirstOrDefault(Directory.Exists) ?? relative;
            var slash = library.Name.IndexOf('/');
            packages.Add(new RestoredPackage(library.Name[..slash], library.Name[(slash + 1)..], folder));
            compile.AddRange(Files(library.Value, "compile", folder));
            AddRuntime(library.Value, folder, runtime, native);
        }

        return new PackageClosure(packages, compile, runtime, native);
    }

    /// <summary>Assets for this machine's runtime identifier take the place of the portable ones of the same name.
    /// </summary>
    private static void AddRuntime(JsonElement library, string folder, List<string> runtime, List<string> native)
    {
        var managed = Files(library, "runtime", folder).ToDictionary(f => Path.GetFileName(f));
        foreach (var (file, isNative) in BestTargets(library, folder))
        {
            if (isNative) native.Add(file);
            else managed[Path.GetFileName(file)] = file;
        }

        runtime.AddRange(managed.Values);
    }

    private static IEnumerable<(string File, bool IsNative)> BestTargets(JsonElement library, string folder)
    {
        if (!library.TryGetProperty("runtimeTargets", out var targets)) return [];
        var ranks =
            NativeProbe.RuntimeIdentifiers.Select((rid, rank) => (rid, rank)).ToDictionary(r => r.rid, r => r.rank);
        return targets.EnumerateObject()
            .Select(t =>
                (t.Name, Rid: t.Value.GetProperty("rid").GetString()!,
                Type: t.Value.GetProperty("assetType").GetString()))
            .Where(t => ranks.ContainsKey(t.Rid) && !t.Name.EndsWith("_._", StringComparison.Ordinal))
            .GroupBy(t => (Path.GetFileName(t.Name), t.Type))
            .Select(g => g.MinBy(t => ranks[t.Rid]))
            .Select(t => (Path.Combine(folder, t.Name), t.Type == "native"));
    }

    private static IEnumerable<string> Files(JsonElement library, string kind, string folder) =>
        library.TryGetProperty(kind, out var files)
            ? files.EnumerateObject().Select(f => f.Name)
                .Where(f => f.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)).Select(f => Path.Combine(folder, f))
            : [];
}
