using PeftWorkbook.Hub;
using TorchSharp;
using static TorchSharp.torch;

namespace PeftWorkbook.Engine;

/// <summary>
/// Tensors over the bytes of a mapped file: without a copy where the engine can, else copied by official API calls
/// alone.
/// </summary>
internal static unsafe class MappedTensor
{
    /// <summary>How many bytes are copied at once: .NET's spans end at 2 GB.</summary>
    private const long Portion = 1L << 28;

    /// <summary>How many bytes of a file are read before their pages are given back.</summary>
    private const long SmallPortion = 1L << 24;

    /// <summary>
    /// A CPU tensor of the bytes at <paramref name="offset"/>. It may outlive the file; writing to it does not change
    /// the file.
    /// </summary>
    /// <param name="file">The mapped file.</param>
    /// <param name="offset">The first byte.</param>
    /// <param name="shape">The tensor's shape.</param>
    /// <param name="dtype">The element type, whose bytes the file holds little endian and row-major.</param>
    internal static Tensor Create(MappedFile file, long offset, long[] shape, ScalarType dtype)
    {
        var width = (long)dtype.ElementSize();
        var bytes = shape.Aggregate(width, (a, b) => checked(a * b));
        var at = file.Pointer(offset, bytes);
#if POLYFILL
        if (bytes > 0 && (nint)at % Math.Min(width, sizeof(long)) == 0)
        {
            return global::TorchSharp.Engine.MappedMemory.AsTensor((nint)at, shape, dtype, file.Hold());
        }
#endif
        return Copy(at, bytes, width, shape, dtype);
    }

    /// <summary>
    /// Puts a tensor over a file's bytes in place of its own memory. Does nothing, and says so, where dtype, device or engine need a copy.
    /// </summary>
    internal static bool Adopt(Tensor target, SafeTensorsFile file, string name)
    {
#if POLYFILL
        if (target.device_type != DeviceType.CPU || target.dtype.ElementSize() * target.numel() != file.Entry(name).ByteCount)
        {
            return false;
        }

        using var mapped = file.Read(name);
        if (mapped.dtype == target.dtype)
        {
            target.set_(mapped);
            return true;
        }
#endif
        return false;
    }

    /// <summary>Copies a file's tensor into another, and gives back the pages that were read for it.</summary>
    internal static void CopyInPortions(Tensor target, SafeTensorsFile file, string name)
    {
        using var scope = NewDisposeScope();
        var entry = file.Entry(name);
        var source = file.Read(name);
        if (source.numel() == 0 || !target.is_contiguous())
        {
            target.copy_(source);
            return;
        }

        var (from, to, width) = (source.view(-1), target.view(-1), entry.ByteCount / source.numel());
        var portion = SmallPortion / width;
        for (long done = 0; done < source.numel(); done += portion)
        {
            var count = Math.Min(portion, source.numel() - done);
            using var part = from.narrow(0, done, count);
            using var place = to.narrow(0, done, count);
            place.copy_(part);
            file.File.Forget(entry.Offset + (done * width), count * width);
        }
    }

    /// <summary>Fills a new tensor with bytes.</summary>
    internal static Tensor Copy(byte* at, long bytes, long width, long[] shape, ScalarType dtype)
    {
        var tensor = empty(shape, dtype, CPU);
        if (bytes == 0)
        {
            return tensor;
        }

        using var flat = tensor.view(-1);
        for (long done = 0; done < bytes; done += Portion)
        {
            var count = Math.Min(Portion, bytes - done);
            using var part = flat.narrow(0, done / width, count / width);
            new ReadOnlySpan<byte>(at + done, (int)count).CopyTo(part.bytes);
        }

        return tensor;
    }

    /// <summary>Writes a tensor's bytes, little endian and row-major, from whatever device it is on.</summary>
    internal static void Write(Tensor tensor, Stream stream)
    {
        using var scope = NewDisposeScope();
        var flat = tensor.detach().contiguous().view(-1);
        var portion = Portion / (long)tensor.dtype.ElementSize();
        for (long done = 0; done < flat.shape[0]; done += portion)
        {
            using var part = flat.narrow(0, done, Math.Min(portion, flat.shape[0] - done)).cpu();
            stream.Write(part.bytes);
        }
    }
}
