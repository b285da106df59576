using System.Collections.Concurrent;
using System.Text;

namespace Workbook.Scripting;

/// <summary>The documentation of the shared framework, which the SDK keeps beside its reference assemblies. Found by
/// searching the files' bytes: a few milliseconds, and nothing is held in memory.</summary>
internal static class FrameworkDocumentation
{
    private static readonly Lazy<string[]> Files = new(FindFiles);
    private static readonly ConcurrentDictionary<string, string?> Found = new();

    /// <summary>The <c>member</c> element of a documentation id, or <see langword="null"/>.</summary>
    /// <param name="id">The id, as <c>M:System.Console.WriteLine(System.String)</c>.</param>
    public static string? Find(string id) => Found.GetOrAdd(id, static wanted =>
    {
        var mark = Encoding.UTF8.GetBytes($"<member name=\"{System.Security.SecurityElement.Escape(wanted)}\">");
        return Files.Value.Select(file => FindIn(file, mark)).FirstOrDefault(m => m is not null);
    });

    private static string? FindIn(string file, byte[] mark)
    {
        var bytes = File.ReadAllBytes(file).AsSpan();
        var start = bytes.IndexOf(mark);
        if (start < 0) return null;
        var rest = bytes[start..];
        var end = rest.IndexOf("</member>"u8);
        return end < 0 ? null : Encoding.UTF8.GetString(rest[..(end + "</member>".Length)]);
    }

    private static string[] FindFiles()
    {
        var root = Path.GetFullPath(Path.Combine(SharedFramework.Folder, "..", "..", ".."));
        var packs = Path.Combine(root, "packs", "Microsoft.NETCore.App.Ref");
        if (!Directory.Exists(packs)) return [];
        var major = Environment.Version.Major + ".";
        var newest =
            Directory.GetDirectories(packs).Where(d => Path.GetFileName(d).StartsWith(major, StringComparison.Ordinal))
            .OrderByDescending(d => Version.TryParse(Path.GetFileName(d), out var v) ? v : new Version())
                .FirstOrDefault();
        if (newest is null) return [];
        return Directory.GetFiles(newest, "*.xml", SearchOption.AllDirectories)
            .OrderByDescending(f =>
                Path.GetFileName(f) is "System.Runtime.xml" or "System.Console.xml" or "System.Linq.xml")
            .ToArray();
    }
}
