namespace PeftWorkbook.Hub;

/// <summary>
/// A safetensors file, mapped into memory: names, shapes and metadata are read at once, tensors where they are asked for.
/// No code in the file is ever run.
/// </summary>
public sealed class SafeTensorsFile : IDisposable
{
    private readonly Dictionary<string, SafeTensorsEntry> _entries;
    private readonly MappedFile _file;

    private SafeTensorsFile(MappedFile file)
    {
        _file = file;
        (_entries, var metadata) = SafeTensorsHeader.Read(file);
        Metadata = metadata;
    }

    /// <summary>The file's full path.</summary>
    public string Path => _file.Path;

    /// <summary>The free text that the writer put beside the tensors, such as <c>format: pt</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Every tensor by name.</summary>
    public IReadOnlyDictionary<string, SafeTensorsEntry> Entries => _entries;

    /// <summary>The mapped bytes.</summary>
    internal MappedFile File => _file;

    /// <summary>Opens a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no valid safetensors file.</exception>
    public static SafeTensorsFile Open(string path)
    {
        var file = new MappedFile(path);
        try
        {
            return new(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>A tensor's bytes in the file, little endian, row-major; at most 2 GB.</summary>
    /// <exception cref="KeyNotFoundException">There is no such tensor.</exception>
    public ReadOnlySpan<byte> Bytes(string name)
    {
        var entry = Entry(name);
        return _file.Span(entry.Offset, checked((int)entry.ByteCount));
    }

    /// <summary>Where the tensor of that name lies.</summary>
    /// <exception cref="KeyNotFoundException">There is no such tensor.</exception>
    public SafeTensorsEntry Entry(string name) => _entries.TryGetValue(name, out var entry)
        ? entry
        : throw new KeyNotFoundException($"'{Path}' holds no tensor '{name}'.");

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
