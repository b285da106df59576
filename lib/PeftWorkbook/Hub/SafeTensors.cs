using PeftWorkbook.Engine;
using static TorchSharp.torch;

namespace PeftWorkbook.Hub;

/// <summary>Tensors from and to safetensors files.</summary>
public static class SafeTensors
{
    /// <summary>A tensor of the file, on the CPU. It may show the file's mapped memory, which then stays mapped as long as it.</summary>
    /// <remarks>F8 is widened to float32, U16 to int32 and U32 to int64, which TorchSharp lacks.</remarks>
    /// <exception cref="KeyNotFoundException">There is no such tensor.</exception>
    /// <exception cref="NotSupportedException">The dtype has no counterpart: 4- and 6-bit floats, F8_E8M0, U64.</exception>
    public static Tensor Read(this SafeTensorsFile file, string name)
    {
        var entry = file.Entry(name);
        return DtypeOf(entry.Dtype) is { } dtype
            ? MappedTensor.Create(file.File, entry.Offset, entry.Shape, dtype)
            : Widen(entry, file.Bytes(name));
    }

    /// <summary>Every tensor of a file, each a copy that outlives it.</summary>
    /// <exception cref="InvalidDataException">It is no valid safetensors file.</exception>
    public static Dictionary<string, Tensor> Load(string path)
    {
        using var file = SafeTensorsFile.Open(path);
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var name in file.Entries.Keys)
        {
            using var mapped = file.Read(name);
            tensors.Add(name, mapped.clone());
        }

        return tensors;
    }

    /// <summary>Writes tensors with metadata, at once or not at all; a tensor that is not contiguous is laid out row-major.</summary>
    /// <exception cref="NotSupportedException">A dtype that safetensors lacks.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(
        string path,
        IEnumerable<KeyValuePair<string, Tensor>> tensors,
        IReadOnlyDictionary<string, string>? metadata = null) =>
        SafeTensorsWriter.Save(
            path,
            tensors.Select(t => new SafeTensorsItem(
                t.Key, DtypeOf(t.Key, t.Value.dtype), t.Value.shape, s => MappedTensor.Write(t.Value, s))),
            metadata);

    private static ScalarType? DtypeOf(SafeTensorsDtype dtype) => dtype switch
    {
        SafeTensorsDtype.F64 => ScalarType.Float64,
        SafeTensorsDtype.F32 => ScalarType.Float32,
        SafeTensorsDtype.F16 => ScalarType.Float16,
        SafeTensorsDtype.BF16 => ScalarType.BFloat16,
        SafeTensorsDtype.I64 => ScalarType.Int64,
        SafeTensorsDtype.I32 => ScalarType.Int32,
        SafeTensorsDtype.I16 => ScalarType.Int16,
        SafeTensorsDtype.I8 => ScalarType.Int8,
        SafeTensorsDtype.U8 => ScalarType.Byte,
        SafeTensorsDtype.BOOL => ScalarType.Bool,
        SafeTensorsDtype.C64 => ScalarType.ComplexFloat32,
        _ => null,
    };

    private static SafeTensorsDtype DtypeOf(string name, ScalarType dtype) =>
        Enum.GetValues<SafeTensorsDtype>().Cast<SafeTensorsDtype?>().FirstOrDefault(d => DtypeOf(d!.Value) == dtype)
        ?? throw new NotSupportedException($"Tensor '{name}' has dtype {dtype}, which safetensors cannot hold.");

    private static Tensor Widen(SafeTensorsEntry entry, ReadOnlySpan<byte> bytes)
    {
        var count = checked((int)entry.Shape.Aggregate(1L, (a, b) => a * b));
        switch (entry.Dtype)
        {
            case SafeTensorsDtype.F8_E4M3 or SafeTensorsDtype.F8_E5M2:
                var floats = new float[count];
                Float8.Widen(entry.Dtype, bytes, floats);
                return tensor(floats, entry.Shape);
            case SafeTensorsDtype.U16:
                return tensor(Integers(bytes, count, (b, i) => (int)BitConverter.ToUInt16(b[(2 * i)..])), entry.Shape);
            case SafeTensorsDtype.U32:
                return tensor(Integers(bytes, count, (b, i) => (long)BitConverter.ToUInt32(b[(4 * i)..])), entry.Shape);
            default:
                throw new NotSupportedException(
                    $"Tensor '{entry.Name}' has dtype {entry.Dtype}, which is not read here; " +
                    "convert it to F32 or I64.");
        }
    }

    private static T[] Integers<T>(ReadOnlySpan<byte> bytes, int count, Func<ReadOnlySpan<byte>, int, T> read)
    {
        var values = new T[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = read(bytes, i);
        }

        return values;
    }
}
