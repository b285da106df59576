using System.IO.MemoryMappedFiles;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;

namespace Workbook.Scripting;

/// <summary>Metadata references over memory-mapped files: only the pages the compiler touches become resident,
/// where <see cref="MetadataReference.CreateFromFile(string, MetadataReferenceProperties, DocumentationProvider?)"/>
/// copies the whole image (machine code included) into memory.</summary>
internal static class MappedReference
{
    /// <summary>Maps an assembly of the shared framework. The mapping lives as long as the process.</summary>
    /// <param name="path">The assembly's file.</param>
    public static unsafe PortableExecutableReference Create(string path)
    {
        using var file = MemoryMappedFile.CreateFromFile(
            File.OpenHandle(path), null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        var view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* image = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref image);
        var length = checked((int)new FileInfo(path).Length);
        var reader = new PEReader(image, length);
        var metadata = reader.GetMetadata();
        var module = ModuleMetadata.CreateFromMetadata((nint)metadata.Pointer, metadata.Length);
        return AssemblyMetadata.Create(module).GetReference(filePath: path, display: path);
    }
}
