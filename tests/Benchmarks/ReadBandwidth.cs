using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Benchmarks;

/// <summary>How fast this machine reads memory, with as many threads as the engine has.</summary>
internal static unsafe class ReadBandwidth
{
    /// <summary>Bytes a second of reading a buffer from end to end; the best of several rounds.</summary>
    /// <param name="bytes">The buffer's size: that of the weights, so that caches help both sides alike.</param>
    internal static double Measure(long bytes)
    {
        const int Unit = 4096;
        int threads = TorchSharp.torch.get_num_threads();
        long share = bytes / threads / Unit * Unit;
        byte* buffer = (byte*)NativeMemory.AlignedAlloc((nuint)(share * threads), 2 << 20);
        try
        {
            new Span<byte>(buffer, 1).Clear();
            NativeMemory.Fill(buffer, (nuint)(share * threads), 1);
            double best = Enumerable.Range(0, 7).Min(_ => Seconds(buffer, share, threads));
            return share * threads / best;
        }
        finally
        {
            NativeMemory.AlignedFree(buffer);
        }
    }

    private static double Seconds(byte* buffer, long share, int threads)
    {
        using var ready = new Barrier(threads);
        var times = new (long Start, long End)[threads];
        Thread[] all = [.. Enumerable.Range(0, threads).Select(i => new Thread(() =>
        {
            ready.SignalAndWait();
            long start = Stopwatch.GetTimestamp();
            Read(buffer + (i * share), share);
            times[i] = (start, Stopwatch.GetTimestamp());
        }))];
        Array.ForEach(all, t => t.Start());
        Array.ForEach(all, t => t.Join());
        return Stopwatch.GetElapsedTime(times.Min(t => t.Start), times.Max(t => t.End)).TotalSeconds;
    }

    private static void Read(byte* at, long count)
    {
        Vector512<long> a = default, b = default, c = default, d = default;
        for (byte* end = at + count; at < end; at += 256)
        {
            a ^= Vector512.Load((long*)at);
            b ^= Vector512.Load((long*)(at + 64));
            c ^= Vector512.Load((long*)(at + 128));
            d ^= Vector512.Load((long*)(at + 192));
        }

        GC.KeepAlive(Vector512.Sum(a ^ b ^ c ^ d));
    }
}
