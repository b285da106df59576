using System.Runtime.InteropServices;
using TorchSharp.Engine;

namespace TorchSharp;

// What all factories share: memory filled from C#, defaults, the operators that fill it natively.
public static unsafe partial class torch
{
    /// <summary>A tensor of values given in C#, converted and moved where asked.</summary>
    private static Tensor Filled<T>(
        ReadOnlySpan<T> values, ReadOnlySpan<long> shape, ScalarType natural, ScalarType? dtype, Device? device,
        bool requires_grad, string[]? names)
        where T : unmanaged
    {
        RefuseNames(names);
        Tensor made = FromBytes(MemoryMarshal.AsBytes(values), shape, natural);
        Device place = device ?? defaultDevice;
        if ((dtype is { } type && type != natural) || place.type != DeviceType.CPU)
        {
            using Tensor first = made;
            made = first.to(dtype ?? natural, place);
        }

        return requires_grad ? made.requires_grad_() : made;
    }

    internal static Tensor FromBytes(ReadOnlySpan<byte> bytes, ReadOnlySpan<long> shape, ScalarType type)
    {
        nint made;
        fixed (byte* source = bytes)
        {
            fixed (long* sizes = shape)
            {
                Native.Check(Native.TensorFromBytes(source, bytes.Length, sizes, shape.Length, (long)type, &made));
            }
        }

        return new Tensor(made);
    }

    private static T[] Flat<T>(Array array)
        where T : unmanaged
    {
        var flat = new T[array.LongLength];
        if (flat.Length > 0)
        {
            ref byte source = ref MemoryMarshal.GetArrayDataReference(array);
            fixed (byte* from = &source)
            {
                new ReadOnlySpan<T>(from, flat.Length).CopyTo(flat);
            }
        }

        return flat;
    }

    private static long[] Lengths(Array array)
    {
        var lengths = new long[array.Rank];
        for (int i = 0; i < lengths.Length; i++)
        {
            lengths[i] = array.GetLongLength(i);
        }

        return lengths;
    }

    private static void RefuseNames(string[]? names)
    {
        if (names is not null)
        {
            throw new NotSupportedException("this engine has no named dimensions: leave 'names' out");
        }
    }

    private static Tensor Finish(Tensor made, bool requires_grad, string[]? names = null)
    {
        RefuseNames(names);
        return requires_grad ? made.requires_grad_() : made;
    }
}
