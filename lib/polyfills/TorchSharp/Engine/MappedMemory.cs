using System.Runtime.InteropServices;

namespace TorchSharp.Engine;

/// <summary>Tensors over memory that something else owns, such as a mapped file.</summary>
public static unsafe class MappedMemory
{
    /// <summary>A tensor on the processor that shows memory without copying it.</summary>
    /// <param name="address">The first element. It must lie on a multiple of the element's size.</param>
    /// <param name="shape">The shape; the elements lie in order, without gaps.</param>
    /// <param name="type">The element type.</param>
    /// <param name="release">
    /// Called once, on any thread, when no tensor shows the memory any more (views and graphs count). It must not throw.
    /// </param>
    /// <exception cref="ArgumentException">The address is null or not aligned.</exception>
    public static torch.Tensor AsTensor(nint address, ReadOnlySpan<long> shape, torch.ScalarType type, Action release)
    {
        ArgumentNullException.ThrowIfNull(release);
        if (address == 0 || address % Math.Min(type.ElementSize(), sizeof(long)) != 0)
        {
            throw new ArgumentException(
                $"memory for elements of {type.ElementSize()} bytes cannot begin at 0x{address:x}", nameof(address));
        }

        GCHandle keeper = GCHandle.Alloc(release);
        nint made;
        long status;
        fixed (long* sizes = shape)
        {
            status = Native.TensorFromMemory(
                address, sizes, null, shape.Length, (long)type, &Release, (long)GCHandle.ToIntPtr(keeper), &made);
        }

        Native.Check(status);
        return new torch.Tensor(made);
    }

    [UnmanagedCallersOnly]
    private static void Release(long state)
    {
        GCHandle keeper = GCHandle.FromIntPtr((nint)state);
        var release = (Action)keeper.Target!;
        keeper.Free();
        try
        {
            release();
        }
        catch (Exception e)
        {
            // An exception cannot pass through libtorch; the process goes on, the memory stays mapped.
            Console.Error.WriteLine($"releasing a tensor's memory failed: {e.Message}");
        }
    }
}
