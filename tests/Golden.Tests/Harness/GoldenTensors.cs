using System.Buffers.Binary;
using System.Text.Json;

namespace Golden.Tests.Harness;

/// <summary>A recorded tensor: its shape and its values in row-major order, widened to double.</summary>
public sealed record GoldenTensor(string Name, string Dtype, long[] Shape, double[] Values)
{
    /// <summary>The only value of a scalar.</summary>
    public double Scalar => Values.Single();

    /// <summary>The largest absolute value; 0 where there are none.</summary>
    public double Largest => Values.Length == 0 ? 0 : Values.Max(Math.Abs);

    /// <summary>The values as integers, for ids and labels.</summary>
    public long[] Integers => [.. Values.Select(v => (long)v)];
}

/// <summary>
/// The tensors of a safetensors file. Read here and not by the library, so that a fault of the library's reader
/// cannot make a wrong value look right.
/// </summary>
public sealed class GoldenTensors
{
    private readonly byte[] _bytes;
    private readonly Dictionary<string, JsonElement> _header = [];
    private readonly HashSet<string> _read = [];
    private readonly int _start;

    /// <summary>Reads the file whole.</summary>
    public GoldenTensors(string path)
    {
        _bytes = File.ReadAllBytes(path);
        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(_bytes);
        _start = 8 + length;
        using var header = JsonDocument.Parse(_bytes.AsMemory(8, length));
        foreach (var entry in header.RootElement.EnumerateObject().Where(e => e.Name != "__metadata__"))
        {
            _header.Add(entry.Name, entry.Value.Clone());
        }
    }

    /// <summary>All names, sorted.</summary>
    public IEnumerable<string> Names => _header.Keys.Order(StringComparer.Ordinal);

    /// <summary>The names of the tensors that nobody has asked for yet.</summary>
    public IEnumerable<string> Unread => Names.Where(n => !_read.Contains(n));

    /// <summary>Whether there is a tensor of that name.</summary>
    public bool Has(string name) => _header.ContainsKey(name);

    /// <summary>The tensor of that name, or null.</summary>
    public GoldenTensor? Find(string name) => Has(name) ? this[name] : null;

    /// <summary>The names that begin with <paramref name="prefix"/>, without it.</summary>
    public IEnumerable<string> Below(string prefix) =>
        Names.Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).Select(n => n[prefix.Length..]);

    /// <summary>The tensor of that name.</summary>
    public GoldenTensor this[string name]
    {
        get
        {
            var entry = _header[name];
            _read.Add(name);
            var dtype = entry.GetProperty("dtype").GetString()!;
            long[] shape = [.. entry.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64())];
            var offsets = entry.GetProperty("data_offsets");
            var data = _bytes.AsSpan((_start + offsets[0].GetInt32())..(_start + offsets[1].GetInt32()));
            var values = new double[shape.Aggregate(1L, (a, b) => a * b)];
            var width = values.Length == 0 ? 0 : data.Length / values.Length;
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = Widen(dtype, data.Slice(i * width, width));
            }

            return new(name, dtype, shape, values);
        }
    }

    private static double Widen(string dtype, ReadOnlySpan<byte> at) => dtype switch
    {
        "F64" => BinaryPrimitives.ReadDoubleLittleEndian(at),
        "F32" => BinaryPrimitives.ReadSingleLittleEndian(at),
        "F16" => (double)BinaryPrimitives.ReadHalfLittleEndian(at),
        "BF16" => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(at) << 16),
        "I64" => BinaryPrimitives.ReadInt64LittleEndian(at),
        "I32" => BinaryPrimitives.ReadInt32LittleEndian(at),
        "I16" => BinaryPrimitives.ReadInt16LittleEndian(at),
        "I8" => (sbyte)at[0],
        "U8" => at[0],
        "U16" => BinaryPrimitives.ReadUInt16LittleEndian(at),
        "U32" => BinaryPrimitives.ReadUInt32LittleEndian(at),
        "BOOL" => at[0] == 0 ? 0 : 1,
        _ => throw new NotSupportedException($"A golden tensor has dtype {dtype}."),
    };
}
