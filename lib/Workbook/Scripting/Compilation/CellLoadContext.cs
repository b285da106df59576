using System.Reflection;
using System.Runtime.Loader;

namespace Workbook.Scripting;

/// <summary>Where a session's cells and the assemblies they reference are loaded, apart from the program's own
/// dependencies. An assembly's own dependencies, managed and native, are looked for in the folders of what was
/// referenced.</summary>
internal sealed class CellLoadContext : AssemblyLoadContext
{
    /// <summary>Assemblies that cells and this program must share: types of theirs cross the border.</summary>
    private static readonly HashSet<string> SharedNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "Workbook", "Microsoft.DotNet.Interactive", "Microsoft.DotNet.Interactive.Formatting",
    };

    private readonly Dictionary<string, string> _files = new(StringComparer.OrdinalIgnoreCase);
    private readonly NativeProbe _native = new();
    private readonly Lock _gate = new();

    /// <summary>Creates the context of a session.</summary>
    /// <param name="name">Its name, for diagnosis.</param>
    public CellLoadContext(string name)
        : base(name)
    {
    }

    /// <summary>The assemblies a session shares with this program, wherever else they are also found.</summary>
    /// <param name="simpleName">An assembly's simple name.</param>
    public static bool IsShared(string simpleName) => SharedNames.Contains(simpleName);

    /// <summary>Makes an assembly file, and the files beside it, known to the session.</summary>
    /// <param name="path">Full path of the assembly.</param>
    public void AddFile(string path)
    {
        lock (_gate)
        {
            _files.TryAdd(Path.GetFileNameWithoutExtension(path), path);
            _native.AddFolder(Path.GetDirectoryName(path)!);
        }
    }

    /// <summary>Makes a folder with native libraries known to the session.</summary>
    /// <param name="folder">The folder.</param>
    public void AddNativeFolder(string folder)
    {
        lock (_gate) _native.AddFolder(folder);
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name is not { } name || IsShared(name)) return null;
        if (SharedFramework.PathOf(name) is not null) return null;
        return Find(name) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        lock (_gate)
        {
            if (_native.Find(unmanagedDllName) is not { } path) return nint.Zero;
            try
            {
                return LoadUnmanagedDllFromPath(path);
            }
            catch (DllNotFoundException)
            {
                _native.LoadOthers(path);
                return LoadUnmanagedDllFromPath(path);
            }
        }
    }

    private string? Find(string name)
    {
        lock (_gate)
        {
            if (_files.TryGetValue(name, out var known)) return known;
            return _native.Folders.Select(f => Path.Combine(f, name + ".dll")).FirstOrDefault(File.Exists);
        }
    }
}
