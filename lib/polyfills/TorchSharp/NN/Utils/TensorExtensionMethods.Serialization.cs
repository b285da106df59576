using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp;

// TorchSharp's own format of a tensor: element type, number of dimensions and sizes in LEB128, then the elements.
public static partial class TensorExtensionMethods
{
    private const int LargestRank = 64;
    private const int BufferSize = 1 << 16;

    /// <summary>Writes a tensor in TorchSharp's format; the writer stays open.</summary>
    /// <param name="tensor">The tensor, on any device.</param>
    /// <param name="writer">Where to.</param>
    public static void Save(this Tensor tensor, BinaryWriter writer)
    {
        var shape = tensor.shape;
        writer.Encode((long)tensor.dtype);
        writer.Encode(shape.Length);
        foreach (long size in shape) writer.Encode(size);
        writer.Flush();
        using var local = tensor.detach();
        using var onCpu = local.device_type == DeviceType.CPU ? local.alias() : local.cpu();
        using var plain = onCpu.contiguous();
        plain.WriteBytesToStream(writer.BaseStream, BufferSize);
    }

    /// <summary>Writes a tensor in TorchSharp's format and closes the stream.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="stream">Where to.</param>
    public static void Save(this Tensor tensor, Stream stream)
    {
        using var writer = new BinaryWriter(stream);
        tensor.Save(writer);
    }

    /// <summary>Writes a tensor to a file in TorchSharp's format.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="location">Path of the file.</param>
    public static void Save(this Tensor tensor, string location) => tensor.Save(File.Create(location));

    /// <summary>Reads elements into a tensor.</summary>
    /// <param name="tensor">The tensor, on any device.</param>
    /// <param name="reader">Where from; it stays open.</param>
    /// <param name="skip">Whether to go past the elements instead.</param>
    /// <exception cref="ArgumentException">Type or shape of the saved tensor differ.</exception>
    /// <exception cref="InvalidDataException">The stream holds no tensor.</exception>
    public static void Load(this Tensor tensor, BinaryReader reader, bool skip = false)
    {
        var (type, shape) = ReadHeader(reader);
        if (type != tensor.dtype) throw Mismatch("data types");
        ReadElements(tensor, shape, reader, skip);
    }

    /// <summary>Reads a tensor, to the CPU.</summary>
    /// <param name="reader">Where from; it stays open.</param>
    /// <param name="skip">Whether to go past the elements, which are zero then.</param>
    public static Tensor Load(BinaryReader reader, bool skip = false)
    {
        Tensor? tensor = null;
        Load(ref tensor, reader, skip);
        return tensor!;
    }

    /// <summary>Reads elements into a tensor, or a new tensor to the CPU.</summary>
    /// <param name="tensor">The tensor, or null.</param>
    /// <param name="reader">Where from; it stays open.</param>
    /// <param name="skip">Whether to go past the elements instead.</param>
    /// <exception cref="ArgumentException">Type or shape of the saved tensor differ.</exception>
    public static void Load(ref Tensor? tensor, BinaryReader reader, bool skip = false)
    {
        var (type, shape) = ReadHeader(reader);
        if (tensor is not null && type != tensor.dtype) throw Mismatch("data types");
        RequireBytes(reader, type, shape);
        tensor ??= skip ? zeros(shape, type, CPU) : empty(shape, type, CPU);
        ReadElements(tensor, shape, reader, skip);
    }

    private static (ScalarType Type, long[] Shape) ReadHeader(BinaryReader reader)
    {
        long type = reader.Decode();
        if (!Enum.IsDefined((ScalarType)type)) throw new InvalidDataException($"{type} is no element type of a saved tensor.");
        long rank = reader.Decode();
        if (rank > LargestRank) throw new InvalidDataException($"A saved tensor says it has {rank} dimensions.");
        var shape = new long[rank];
        for (int i = 0; i < shape.Length; i++) shape[i] = reader.Decode();
        return ((ScalarType)type, shape);
    }

    private static void ReadElements(Tensor tensor, long[] shape, BinaryReader reader, bool skip)
    {
        if (skip)
        {
            Skip(reader, tensor.dtype, shape);
            return;
        }
        if (!shape.AsSpan().SequenceEqual(tensor.shape)) throw Mismatch("shape");
        using var untracked = no_grad();
        if (tensor.device_type == DeviceType.CPU && tensor.is_contiguous())
        {
            tensor.ReadBytesFromStream(reader.BaseStream, BufferSize);
            return;
        }
        using var staged = empty(shape, tensor.dtype, CPU);
        staged.ReadBytesFromStream(reader.BaseStream, BufferSize);
        tensor.copy_(staged);
    }

    private static void Skip(BinaryReader reader, ScalarType type, long[] shape)
    {
        long bytes = ByteCount(type, shape);
        if (reader.BaseStream.CanSeek)
        {
            reader.BaseStream.Seek(bytes, SeekOrigin.Current);
            return;
        }
        var buffer = new byte[BufferSize];
        for (; bytes > 0; bytes -= Math.Min(bytes, BufferSize))
            reader.BaseStream.ReadExactly(buffer, 0, (int)Math.Min(bytes, BufferSize));
    }

    // A file that promises more than it holds must not make us reserve memory.
    private static void RequireBytes(BinaryReader reader, ScalarType type, long[] shape)
    {
        long bytes = ByteCount(type, shape);
        if (reader.BaseStream.CanSeek && bytes > reader.BaseStream.Length - reader.BaseStream.Position)
            throw new EndOfStreamException($"A saved tensor says it has {bytes} bytes, which the stream does not hold.");
    }

    private static long ByteCount(ScalarType type, long[] shape)
    {
        try
        {
            using var sample = empty([0], type, CPU);
            return shape.Aggregate(sample.ElementSize, (product, size) => checked(product * size));
        }
        catch (OverflowException)
        {
            throw new InvalidDataException($"A saved tensor says its shape is [{string.Join(", ", shape)}].");
        }
    }

    private static ArgumentException Mismatch(string what) => new($"Mismatched tensor {what} while loading. " +
        "Make sure that the model you are loading into is exactly the same as the origin.");
}
