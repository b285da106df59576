using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Metadata;
using Microsoft.CodeAnalysis;

namespace Workbook.Scripting;

/// <summary>References to assemblies outside the shared framework.</summary>
internal static class FileReference
{
    private static readonly ConcurrentDictionary<string, PortableExecutableReference> OfThisProgram = new();

    /// <summary>The one reference to an assembly that this program has loaded, over the metadata in memory.</summary>
    /// <param name="assembly">The assembly.</param>
    public static unsafe PortableExecutableReference Shared(Assembly assembly) =>
        OfThisProgram.GetOrAdd(assembly.GetName().Name!, _ =>
        {
            if (!assembly.TryGetRawMetadata(out var metadata, out var length))
                throw new InvalidOperationException($"{assembly.GetName().Name} holds no metadata.");
            var module = ModuleMetadata.CreateFromMetadata((nint)metadata, length);
            return AssemblyMetadata.Create(module).GetReference(Documentation(assembly.Location),
                filePath: assembly.Location);
        });

    /// <summary>A reference to a file. Its image is copied, so that the file may be rebuilt while the session
    /// lives.</summary>
    /// <param name="path">Full path of a managed assembly.</param>
    /// <exception cref="BadImageFormatException">The file is no managed assembly.</exception>
    public static PortableExecutableReference Create(string path) =>
        AssemblyMetadata.CreateFromImage(File.ReadAllBytes(path)).GetReference(Documentation(path), filePath: path);

    private static DocumentationProvider? Documentation(string path)
    {
        var xml = Path.ChangeExtension(path, ".xml");
        return File.Exists(xml) ? XmlDocumentationProvider.CreateFromFile(xml) : null;
    }
}
