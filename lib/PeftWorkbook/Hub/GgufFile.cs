namespace PeftWorkbook.Hub;

/// <summary>
/// A GGUF file (version 2 or 3, little endian), mapped into memory: metadata and tensor table are read and checked at once,
/// weights where they are asked for (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md).
/// </summary>
public sealed class GgufFile : IDisposable
{
    private const int MaxDimensions = 4, MaxAlignment = 1 << 20;
    private readonly MappedFile _file;
    private readonly Dictionary<string, object> _metadata = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GgufTensor> _tensors = new(StringComparer.Ordinal);

    private GgufFile(MappedFile file)
    {
        _file = file;
        var reader = new GgufReader(file);
        var (tensors, entries) = ReadCounts(reader);
        for (ulong i = 0; i < entries; i++)
        {
            ReadMetadata(reader, i);
        }

        Alignment = ReadAlignment();
        var table = new List<GgufTensor>();
        for (ulong i = 0; i < tensors; i++)
        {
            table.Add(ReadTensor(reader, i));
        }

        DataOffset = (reader.Position + Alignment - 1) / Alignment * Alignment;
        table.ForEach(Place);
        CheckOverlap();
    }

    /// <summary>The file's full path.</summary>
    public string Path => _file.Path;

    /// <summary>2 or 3.</summary>
    public int Version { get; private set; }

    /// <summary>What tensor offsets are multiples of, in bytes.</summary>
    public int Alignment { get; }

    /// <summary>Where the tensors' bytes begin.</summary>
    public long DataOffset { get; }

    /// <summary>Metadata: each value is a number of the width in the file, a bool, a string, or an array of these.</summary>
    public IReadOnlyDictionary<string, object> Metadata => _metadata;

    /// <summary>Every tensor by name, in the file's order.</summary>
    public IReadOnlyDictionary<string, GgufTensor> Tensors => _tensors;

    /// <summary>The mapped bytes.</summary>
    internal MappedFile File => _file;

    /// <summary>Opens a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no valid GGUF file; the message is one sentence that says why.</exception>
    public static GgufFile Open(string path)
    {
        var file = new MappedFile(path);
        try
        {
            return new(file);
        }
        catch (InvalidDataException e)
        {
            file.Dispose();
            throw new InvalidDataException($"'{file.Path}' is not a valid GGUF file: {e.Message}.", e);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>A metadata value of a given type, or the default where the key is missing.</summary>
    /// <exception cref="InvalidDataException">The value is of another type.</exception>
    public T? Value<T>(string key, T? missing = default)
    {
        if (!_metadata.TryGetValue(key, out var value))
        {
            return missing;
        }

        try
        {
            return value is T exact ? exact : (T)Convert.ChangeType(value, Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T));
        }
        catch (Exception e) when (e is InvalidCastException or OverflowException or FormatException)
        {
            throw new InvalidDataException($"Metadata '{key}' of '{Path}' is a {value.GetType().Name}, not a {typeof(T).Name}.", e);
        }
    }

    /// <summary>A tensor's bytes as they stand in the file; at most 2 GB.</summary>
    /// <exception cref="KeyNotFoundException">There is no such tensor.</exception>
    public ReadOnlySpan<byte> Bytes(string name)
    {
        var tensor = Tensor(name);
        return _file.Span(tensor.Offset, checked((int)tensor.ByteCount));
    }

    /// <summary>The tensor of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is no such tensor.</exception>
    public GgufTensor Tensor(string name) => _tensors.TryGetValue(name, out var tensor)
        ? tensor
        : throw new KeyNotFoundException($"'{Path}' holds no tensor '{name}'.");

    /// <summary>A tensor's values as singles, row-major, dequantised where it is quantised.</summary>
    /// <exception cref="KeyNotFoundException">There is no such tensor.</exception>
    public float[] Dequantize(string name)
    {
        var tensor = Tensor(name);
        var values = new float[checked((int)tensor.Count)];
        GgufBlocks.Dequantize(tensor.Type, Bytes(name), values);
        return values;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private (ulong Tensors, ulong Entries) ReadCounts(GgufReader reader)
    {
        if (!reader.Take(4, "the magic").SequenceEqual("GGUF"u8))
        {
            throw new InvalidDataException("it does not begin with the letters GGUF");
        }

        var version = reader.U32("the version");
        if (version is not (2 or 3))
        {
            throw new InvalidDataException(version is 0x02000000 or 0x03000000
                ? "it is big endian, which is not read here"
                : $"its version is {version}, and 2 and 3 are read here");
        }

        Version = (int)version;
        var (tensors, entries) = (reader.U64("the number of tensors"), reader.U64("the number of metadata entries"));
        if (tensors > (ulong)reader.Left / 24 || entries > (ulong)reader.Left / 13)
        {
            throw new InvalidDataException(
                $"it claims {tensors} tensors and {entries} metadata entries, " +
                $"more than its {file(reader)} bytes can hold");
        }

        return (tensors, entries);

        static long file(GgufReader r) => r.Left + r.Position;
    }

    private void ReadMetadata(GgufReader reader, ulong index)
    {
        var key = reader.Text($"the key of metadata entry {index}", isName: true);
        var value = GgufMetadata.Read(reader, reader.U32($"the type of '{key}'"), key);
        if (!_metadata.TryAdd(key, value))
        {
            throw new InvalidDataException($"metadata key '{key}' occurs twice");
        }
    }

    private int ReadAlignment() => _metadata.GetValueOrDefault("general.alignment", 32u) switch
    {
        uint a when a is > 0 and <= MaxAlignment && (a & (a - 1)) == 0 => (int)a,
        var other => throw new InvalidDataException(
            $"general.alignment is {other}, and must be a 32-bit power of two up to {MaxAlignment}"),
    };

    /// <summary>One row of the tensor table; the offset is still counted from the start of the data.</summary>
    private static GgufTensor ReadTensor(GgufReader reader, ulong index)
    {
        var name = reader.Text($"the name of tensor {index}", isName: true);
        var dimensions = reader.U32($"the rank of tensor '{name}'");
        if (dimensions > MaxDimensions)
        {
            throw new InvalidDataException($"tensor '{name}' has {dimensions} dimensions, more than {MaxDimensions}");
        }

        var shape = new long[dimensions];
        UInt128 count = 1;
        for (var d = 0; d < shape.Length; d++)
        {
            var size = reader.U64($"dimension {d} of tensor '{name}'");
            count = count <= long.MaxValue && size <= long.MaxValue ? count * size : UInt128.MaxValue;
            shape[^(d + 1)] = (long)size;
        }

        var type = (GgufType)reader.U32($"the type of tensor '{name}'");
        if (!Enum.IsDefined(type))
        {
            throw new InvalidDataException($"tensor '{name}' has the type {(uint)type}, which is not read here");
        }

        var offset = reader.U64($"the offset of tensor '{name}'");
        var (elements, bytes) = type.Block();
        if (count > long.MaxValue / 8 || offset > long.MaxValue / 2
            || (shape.Length > 0 && shape[^1] % elements != 0) || (shape.Length == 0 && elements > 1))
        {
            throw new InvalidDataException(
                $"tensor '{name}' of type {type} cannot have the shape [{string.Join(", ", shape)}] " +
                $"and the offset {offset}");
        }

        return new(name, type, shape, (long)offset, (long)(count / (ulong)elements * (ulong)bytes));
    }

    private void Place(GgufTensor tensor)
    {
        if (tensor.Offset % Alignment != 0)
        {
            throw new InvalidDataException($"tensor '{tensor.Name}' starts at {tensor.Offset}, which is no multiple of {Alignment}");
        }

        if (tensor.ByteCount > 0
            && (tensor.ByteCount > _file.Length - DataOffset
                || tensor.Offset > _file.Length - DataOffset - tensor.ByteCount))
        {
            throw new InvalidDataException(
                $"tensor '{tensor.Name}' takes {tensor.ByteCount} bytes from {tensor.Offset}, " +
                "past the end of the file");
        }

        if (!_tensors.TryAdd(tensor.Name, tensor with { Offset = tensor.ByteCount > 0 ? DataOffset + tensor.Offset : 0 }))
        {
            throw new InvalidDataException($"tensor '{tensor.Name}' is listed twice");
        }
    }

    private void CheckOverlap()
    {
        GgufTensor? last = null;
        foreach (var tensor in _tensors.Values.Where(t => t.ByteCount > 0).OrderBy(t => t.Offset))
        {
            if (last is not null && tensor.Offset < last.Offset + last.ByteCount)
            {
                throw new InvalidDataException($"tensors '{last.Name}' and '{tensor.Name}' overlap");
            }

            last = tensor;
        }
    }
}
