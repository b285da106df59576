using System.Text;

namespace PeftWorkbook.Tests.Fuzz;

/// <summary>Writes small GGUF files.</summary>
internal sealed class GgufBuilder
{
    private readonly List<(string Key, uint Type, Action<BinaryWriter> Write)> _entries = [];
    private readonly List<(string Name, long[] Shape, uint Type, byte[] Bytes)> _tensors = [];

    internal GgufBuilder With(string key, string value) => Add(key, 8, w => Text(w, value));

    internal GgufBuilder With(string key, uint value) => Add(key, 4, w => w.Write(value));

    internal GgufBuilder With(string key, float value) => Add(key, 6, w => w.Write(value));

    internal GgufBuilder With(string key, string[] values) => Add(key, 9, w => Array(w, 8, values, v => Text(w, v)));

    internal GgufBuilder With(string key, int[] values) => Add(key, 9, w => Array(w, 5, values, w.Write));

    internal GgufBuilder With(string key, float[] values) => Add(key, 9, w => Array(w, 6, values, w.Write));

    /// <summary>A tensor of that type number, whose shape is given as tensors have it and written the other way round.</summary>
    internal GgufBuilder Tensor(string name, uint type, int byteCount, params long[] shape)
    {
        var bytes = new byte[byteCount];
        new Random(byteCount).NextBytes(bytes);
        _tensors.Add((name, shape, type, bytes));
        return this;
    }

    internal byte[] Build()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("GGUF"u8);
        writer.Write(3u);
        writer.Write((ulong)_tensors.Count);
        writer.Write((ulong)_entries.Count);
        foreach (var (key, type, write) in _entries)
        {
            Text(writer, key);
            writer.Write(type);
            write(writer);
        }

        ulong offset = 0;
        foreach (var (name, shape, type, bytes) in _tensors)
        {
            Text(writer, name);
            writer.Write((uint)shape.Length);
            System.Array.ForEach([.. shape.Reverse()], writer.Write);
            writer.Write(type);
            writer.Write(offset);
            offset += (ulong)(bytes.Length + 31) / 32 * 32;
        }

        foreach (var (_, _, _, bytes) in _tensors)
        {
            Pad(writer);
            writer.Write(bytes);
        }

        Pad(writer);
        return stream.ToArray();
    }

    private GgufBuilder Add(string key, uint type, Action<BinaryWriter> write)
    {
        _entries.Add((key, type, write));
        return this;
    }

    private static void Text(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }

    private static void Array<T>(BinaryWriter writer, uint type, T[] values, Action<T> write)
    {
        writer.Write(type);
        writer.Write((ulong)values.Length);
        System.Array.ForEach(values, write);
    }

    private static void Pad(BinaryWriter writer)
    {
        while (writer.BaseStream.Position % 32 != 0)
        {
            writer.Write((byte)0);
        }
    }
}
