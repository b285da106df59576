using System.Runtime.InteropServices;

namespace Workbook.Scripting;

/// <summary>Finds native libraries beside referenced assemblies and in <c>runtimes/&lt;rid&gt;/native</c> below them.
/// Loading by full path lets the system's loader find the siblings that a library was linked to.</summary>
internal sealed class NativeProbe
{
    private readonly List<string> _folders = [];

    /// <summary>The folders of what was referenced, in order.</summary>
    public IReadOnlyList<string> Folders => _folders;

    /// <summary>The runtime identifiers whose assets this machine can use, most specific first.</summary>
    public static IReadOnlyList<string> RuntimeIdentifiers { get; } = Identifiers();

    /// <summary>Adds a folder to look in.</summary>
    /// <param name="folder">The folder.</param>
    public void AddFolder(string folder)
    {
        if (!_folders.Contains(folder)) _folders.Add(folder);
    }

    /// <summary>The file of a library.</summary>
    /// <param name="name">Its name as <c>DllImport</c> says it.</param>
    /// <returns>The full path, or <see langword="null"/> where no folder has it.</returns>
    public string? Find(string name)
    {
        if (Path.IsPathRooted(name)) return null;
        var names = FileNames(name);
        return SearchFolders().SelectMany(folder => names.Select(file => Path.Combine(folder, file)))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>Loads the other libraries of the folders. A library of one package may be linked to one of another
    /// package, which the system's loader finds only once it is loaded.</summary>
    /// <param name="path">The library that could not be loaded.</param>
    public void LoadOthers(string path)
    {
        var left = SearchFolders().Where(Directory.Exists).SelectMany(f => Directory.EnumerateFiles(f))
            .Where(f => f != path && IsLibrary(f)).ToList();
        while (left.RemoveAll(f => NativeLibrary.TryLoad(f, out _)) > 0)
        {
            // Each pass loads what the pass before made loadable.
        }
    }

    private static bool IsLibrary(string file) =>
        OperatingSystem.IsWindows() ? file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
            : OperatingSystem.IsMacOS() ? file.EndsWith(".dylib", StringComparison.Ordinal)
            : Path.GetFileName(file).Contains(".so", StringComparison.Ordinal);

    private IEnumerable<string> SearchFolders() =>
        _folders.SelectMany(folder => RuntimeIdentifiers
            .Select(rid => Path.Combine(folder, "runtimes", rid, "native")).Prepend(folder));

    private static string[] FileNames(string name)
    {
        if (OperatingSystem.IsWindows()) return [name, name + ".dll"];
        var suffix = OperatingSystem.IsMacOS() ? ".dylib" : ".so";
        return [name, name + suffix, "lib" + name + suffix, "lib" + name];
    }

    private static List<string> Identifiers()
    {
        var architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        var systems = OperatingSystem.IsWindows() ? new[] { "win" }
            : OperatingSystem.IsMacOS() ? ["osx", "unix"] : ["linux", "unix"];
        return systems.Select(s => $"{s}-{architecture}").Concat(systems)
            .Prepend(RuntimeInformation.RuntimeIdentifier).Append("any").Distinct().ToList();
    }
}
