using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace Workbook.Scripting;

/// <summary>The assemblies of the shared framework that runs this process, one shared reference each.
/// A session starts with a few (<see cref="Core"/>); every further reference costs each later cell a little time and
/// memory, so the others join when a name in a cell needs them (<see cref="FrameworkIndex"/>).</summary>
internal static class SharedFramework
{
    private static readonly string[] CoreNames =
    [
        "System.Private.CoreLib", "System.Runtime", "System.Console", "System.Linq", "System.Collections",
        "System.Collections.Concurrent", "System.Collections.Immutable", "System.ComponentModel.Primitives",
        "System.Diagnostics.Process", "System.Linq.Expressions", "System.Memory", "System.Net.Http",
        "System.Net.Primitives", "System.ObjectModel", "System.Private.Uri", "System.Runtime.Numerics",
        "System.Text.Json", "System.Text.RegularExpressions", "System.Threading", "netstandard", "Microsoft.CSharp",
    ];

    private static readonly ConcurrentDictionary<string, PortableExecutableReference> References =
        new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The folder of <c>System.Private.CoreLib</c>.</summary>
    public static string Folder { get; } = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    /// <summary>What every session starts with.</summary>
    public static IEnumerable<PortableExecutableReference> Core => CoreNames.Select(n => Reference(PathOf(n)!));

    /// <summary>All managed assemblies of the framework.</summary>
    public static IEnumerable<string> Paths =>
        Directory.EnumerateFiles(Folder, "*.dll").Where(p => IsManaged(Path.GetFileNameWithoutExtension(p)));

    /// <summary>The file of an assembly, or <see langword="null"/> where the framework has none of that name.</summary>
    /// <param name="name">Its simple name.</param>
    public static string? PathOf(string name)
    {
        var path = Path.Combine(Folder, name + ".dll");
        return IsManaged(name) && File.Exists(path) ? path : null;
    }

    /// <summary>The one shared reference to a framework assembly.</summary>
    /// <param name="path">Its file.</param>
    public static PortableExecutableReference Reference(string path) =>
        References.GetOrAdd(path, MappedReference.Create);

    private static bool IsManaged(string name) =>
        name is "mscorlib" or "netstandard" or "WindowsBase"
        || (!name.Contains(".Native", StringComparison.Ordinal)
            && (name.StartsWith("System", StringComparison.Ordinal)
                || name.StartsWith("Microsoft.", StringComparison.Ordinal)));
}
