using System.Buffers.Binary;
using System.Text;

namespace PeftWorkbook.Hub;

/// <summary>A tensor to be written: its header, and what writes its bytes (little endian, row-major).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Dtype">Its element type.</param>
/// <param name="Shape">Its shape; empty for a scalar.</param>
/// <param name="Write">Writes exactly its bytes.</param>
public sealed record SafeTensorsItem(string Name, SafeTensorsDtype Dtype, long[] Shape, Action<Stream> Write)
{
    /// <summary>The length of its bytes.</summary>
    public long ByteCount => checked(Shape.Aggregate(1L, (a, b) => checked(a * b)) * Dtype.Bits() / 8);
}

/// <summary>
/// Writes safetensors files as the official library does: tensors by falling dtype and then by name, the header padded with
/// spaces to a multiple of 8, so that reading and writing a file of that library gives the same bytes.
/// </summary>
public static class SafeTensorsWriter
{
    /// <summary>
    /// Writes the file and puts it in place at once: a temporary file beside it is written, flushed to the disk and renamed, so
    /// that a crash leaves either the old file or the new one.
    /// </summary>
    /// <exception cref="ArgumentException">A name occurs twice, or is <c>__metadata__</c>.</exception>
    /// <exception cref="IOException">The disk is full, the folder is missing or not writable.</exception>
    public static void Save(string path, IEnumerable<SafeTensorsItem> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        SafeTensorsItem[] ordered = [.. tensors.OrderByDescending(t => t.Dtype).ThenBy(t => t.Name, Utf8Order.Instance)];
        Check(ordered);
        var header = Header(ordered, metadata);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (var tensor in ordered)
            {
                WriteTensor(stream, tensor);
            }
        });
    }

    private static void WriteTensor(Stream stream, SafeTensorsItem tensor)
    {
        var due = stream.Position + tensor.ByteCount;
        tensor.Write(stream);
        if (stream.Position != due)
        {
            throw new InvalidOperationException(
                $"Tensor '{tensor.Name}' wrote " +
                $"{stream.Position - due + tensor.ByteCount} bytes of {tensor.ByteCount}.");
        }
    }

    private static void Check(SafeTensorsItem[] tensors)
    {
        HashSet<string> seen = ["__metadata__"];
        foreach (var tensor in tensors)
        {
            if (!seen.Add(tensor.Name))
            {
                throw new ArgumentException(
                    $"A safetensors file cannot hold the name '{tensor.Name}'" +
                    $"{(tensor.Name == "__metadata__" ? "" : " twice")}.",
                    nameof(tensors));
            }
        }
    }

    private static byte[] Header(SafeTensorsItem[] tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var text = new StringBuilder("{");
        if (metadata is { Count: > 0 })
        {
            var pairs = metadata.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{Quote(m.Key)}:{Quote(m.Value)}");
            text.Append("\"__metadata__\":{").AppendJoin(',', pairs).Append("},");
        }

        long at = 0;
        foreach (var t in tensors)
        {
            text.Append(
                $"{Quote(t.Name)}:{{\"dtype\":\"{t.Dtype}\",\"shape\":[{string.Join(',', t.Shape)}]," +
                $"\"data_offsets\":[{at},{at + t.ByteCount}]}},");
            at += t.ByteCount;
        }

        var json = new UTF8Encoding(false, true).GetBytes((text.Length > 1 ? text.ToString(0, text.Length - 1) : "{") + "}");
        var padded = new byte[(json.Length + 7) / 8 * 8];
        json.CopyTo(padded, 0);
        padded.AsSpan(json.Length).Fill((byte)' ');
        return padded;
    }

    /// <summary>A JSON string that escapes no more than it must, like the official library's.</summary>
    private static string Quote(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var c in value)
        {
            text.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < ' ' => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        }

        return text.Append('"').ToString();
    }

    /// <summary>Orders as UTF-8 bytes order, which UTF-16 does not where surrogates meet U+E000 and above.</summary>
    private sealed class Utf8Order : IComparer<string>
    {
        internal static readonly Utf8Order Instance = new();

        public int Compare(string? x, string? y) => Encoding.UTF8.GetBytes(x!).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y!));
    }
}
