using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace PeftWorkbook.Models;

/// <summary>The tensors of one safetensors file, or of the several that an index names.</summary>
internal sealed class SafeTensorsSource : ITensorSource
{
    private const long LargestHeader = 100_000_000;

    private static readonly Dictionary<string, (ScalarType Type, int Width)> s_types = new()
    {
        ["F64"] = (ScalarType.Float64, 8),
        ["F32"] = (ScalarType.Float32, 4),
        ["F16"] = (ScalarType.Float16, 2),
        ["BF16"] = (ScalarType.BFloat16, 2),
        ["I64"] = (ScalarType.Int64, 8),
        ["I32"] = (ScalarType.Int32, 4),
        ["I16"] = (ScalarType.Int16, 2),
        ["I8"] = (ScalarType.Int8, 1),
        ["U8"] = (ScalarType.Byte, 1),
        ["BOOL"] = (ScalarType.Bool, 1),
    };

    private readonly List<FileStream> _files = [];
    private readonly Dictionary<string, (FileStream File, long Offset, long Length, ScalarType Type)> _places = [];
    private readonly Dictionary<string, long[]> _shapes = [];

    internal SafeTensorsSource(string origin, IEnumerable<string> files)
    {
        Origin = origin;
        try
        {
            foreach (var file in files)
            {
                ReadHeader(file);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Origin { get; }

    public IReadOnlyDictionary<string, long[]> Shapes => _shapes;

    public Tensor Read(string name)
    {
        var (file, offset, length, type) = _places[name];
        var result = empty(_shapes[name], type);
        lock (file)
        {
            file.Position = offset;
            file.ReadExactly(result.bytes[..(int)length]);
        }

        return result;
    }

    public void Dispose() => _files.ForEach(f => f.Dispose());

    /// <summary>Writes a file beside the place and puts it there when it is whole.</summary>
    internal static void Write(string path, IEnumerable<(string Key, Tensor Tensor)> tensors)
    {
        List<(string Key, Tensor Tensor)> sorted = [.. tensors.OrderBy(t => t.Key, StringComparer.Ordinal)];
        var header = new JsonObject { ["__metadata__"] = new JsonObject { ["format"] = "pt" } };
        var offset = 0L;
        foreach (var (key, tensor) in sorted)
        {
            var end = offset + (tensor.numel() * tensor.ElementSize);
            header[key] = new JsonObject
            {
                ["dtype"] = s_types.First(t => t.Value.Type == tensor.dtype).Key,
                ["shape"] = new JsonArray([.. tensor.shape.Select(d => (JsonNode)d)]),
                ["data_offsets"] = new JsonArray(offset, end),
            };
            offset = end;
        }

        var text = JsonSerializer.SerializeToUtf8Bytes(header);
        var padded = (text.Length + 7) / 8 * 8;
        var temporary = path + ".partial";
        using (var file = File.Create(temporary))
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, padded);
            file.Write(length);
            file.Write(text);
            file.Write(new byte[padded - text.Length].Select(_ => (byte)' ').ToArray());
            foreach (var (_, tensor) in sorted)
            {
                using var plain = tensor.detach().cpu().contiguous();
                file.Write(plain.bytes);
            }

            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private void ReadHeader(string path)
    {
        var file = File.OpenRead(path);
        _files.Add(file);
        Span<byte> size = stackalloc byte[8];
        if (file.Length < 8 || file.ReadAtLeast(size, 8, false) < 8
            || BinaryPrimitives.ReadUInt64LittleEndian(size) is var n && (n > LargestHeader || (long)n > file.Length - 8))
        {
            throw new InvalidDataException($"{path} is not a safetensors file: its header's length is not in it.");
        }

        var start = 8 + (long)BinaryPrimitives.ReadUInt64LittleEndian(size);
        var text = new byte[start - 8];
        file.ReadExactly(text);
        try
        {
            using var header = JsonDocument.Parse(text);
            foreach (var entry in header.RootElement.EnumerateObject().Where(e => e.Name != "__metadata__"))
            {
                Place(file, path, start, entry);
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{path} is not a safetensors file: {e.Message}", e);
        }
    }

    private void Place(FileStream file, string path, long start, JsonProperty entry)
    {
        long[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64())];
        var offsets = entry.Value.GetProperty("data_offsets");
        var (from, to) = (offsets[0].GetInt64(), offsets[1].GetInt64());
        var (type, width) = s_types[entry.Value.GetProperty("dtype").GetString()!];
        var bytes = shape.Aggregate((Int128)width, (a, d) => a * d);
        if (from < 0 || to < from || to > file.Length - start || shape.Any(d => d < 0) || bytes != to - from || bytes > int.MaxValue)
        {
            throw new InvalidDataException($"{path}: the tensor '{entry.Name}' does not lie in the file as its shape says.");
        }

        _places.Add(entry.Name, (file, start + from, to - from, type));
        _shapes.Add(entry.Name, shape);
    }
}
