namespace TorchSharp.Engine;

/// <summary>
/// The engine's memory for tensors on the processor. Buffers that tensors gave back are kept, on huge pages, up to
/// <see cref="Limit"/> (a quarter of the machine's memory, or the environment variable <c>WORKBOOK_CPU_CACHE_MB</c>).
/// All numbers are bytes of buffers of 64 KiB and more; smaller ones are left to the C library.
/// </summary>
public static unsafe class CpuMemory
{
    /// <summary>Bytes that live tensors hold.</summary>
    public static long InUse => Read().InUse;

    /// <summary>Bytes that wait for a tensor to need them.</summary>
    public static long Kept => Read().Kept;

    /// <summary>Bytes that the engine has from the system: <see cref="InUse"/> and <see cref="Kept"/>.</summary>
    public static long Reserved
    {
        get
        {
            (long inUse, long kept, _, _) = Read();
            return inUse + kept;
        }
    }

    /// <summary>The largest <see cref="InUse"/> since the start or the last <see cref="ResetPeak"/>.</summary>
    public static long Peak => Read().Peak;

    /// <summary>How many bytes may be kept; lowering it gives back what is above.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative.</exception>
    public static long Limit
    {
        get => Read().Limit;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            Native.MemorySetLimit(value);
        }
    }

    /// <summary>Gives everything that is kept back to the system.</summary>
    /// <returns>The bytes given back.</returns>
    public static long Empty() => Native.MemoryEmpty();

    /// <summary>Starts counting <see cref="Peak"/> anew.</summary>
    public static void ResetPeak() => Native.MemoryResetPeak();

    private static (long InUse, long Kept, long Peak, long Limit) Read()
    {
        long inUse, kept, peak, limit;
        Native.MemoryStatistics(&inUse, &kept, &peak, &limit);
        return (inUse, kept, peak, limit);
    }
}
