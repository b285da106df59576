using TorchSharp.Engine;
using Xunit;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>Live tensors and memory stay flat; what the user forgets, the finalizer frees.</summary>
public class Lifetimes
{
    [Fact]
    public void Ten_thousand_steps_hold_a_flat_number_of_tensors_and_flat_memory()
    {
        using Tensor weight = randn(32, 64).requires_grad_(), x = randn(16, 64), target = randn(16, 32);
        using var first = new TorchSharp.Modules.Parameter(weight);
        var optimizer = optim.AdamW([first], 1e-3);
        void Step()
        {
            using DisposeScope scope = NewDisposeScope();
            optimizer.zero_grad();
            (x.matmul(first.t()) - target).square().mean().backward();
            optimizer.step();
        }

        for (int i = 0; i < 500; i++)
        {
            Step();
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        (long tensors, long memory) = (Tensor.TotalCount, Resident());
        for (int i = 0; i < 10_000; i++)
        {
            Step();
        }

        Assert.Equal(tensors, Tensor.TotalCount);
        Assert.InRange(Resident() - memory, long.MinValue, 24 << 20);
    }

    [Fact]
    public void Forgotten_tensors_are_freed_on_the_finalizers_thread()
    {
        Forget();
        long before = CpuMemory.InUse;
        for (int i = 0; i < 20 && CpuMemory.InUse >= before; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.True(before - CpuMemory.InUse >= 40 << 20, $"{before} bytes before, {CpuMemory.InUse} after");
    }

    [Fact]
    public void Tensors_of_many_threads_are_counted_once_each()
    {
        Parallel.For(0, 8, _ =>
        {
            for (int i = 0; i < 500; i++)
            {
                using DisposeScope scope = NewDisposeScope();
                Tensor t = ones(10) + i;
                Assert.Equal(10f * (i + 1), t.sum().item<float>());
            }
        });
        long before = Tensor.TotalCount;
        using (NewDisposeScope())
        {
            for (int i = 0; i < 100; i++)
            {
                ones(3);
            }

            Assert.Equal(before + 100, Tensor.TotalCount);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void Buffers_are_kept_up_to_a_limit_and_given_back_on_request()
    {
        CpuMemory.Empty();
        long limit = CpuMemory.Limit;
        empty(8 << 20).Dispose();
        Assert.True(CpuMemory.Kept >= 32 << 20);
        Assert.True(CpuMemory.Empty() >= 32 << 20);
        Assert.Equal(0, CpuMemory.Kept);
        CpuMemory.Limit = 1 << 20;
        empty(8 << 20).Dispose();
        Assert.True(CpuMemory.Kept <= 1 << 20);
        CpuMemory.Limit = limit;
    }

    [Fact]
    public void Buffers_of_many_sizes_leave_no_more_behind_than_was_in_use_at_once()
    {
        CpuMemory.ResetPeak();
        CpuMemory.Empty();
        long before = CpuMemory.InUse;
        for (int i = 1; i <= 200; i++)
        {
            empty(i * 100_000).Dispose();
        }

        Assert.True(CpuMemory.Kept <= before + (192 << 20), $"{CpuMemory.Kept >> 20} MB wait");
        Assert.True(CpuMemory.Kept > 0);
        CpuMemory.Empty();
    }

    private static void Forget()
    {
        for (int i = 0; i < 10; i++)
        {
            _ = zeros(1 << 20);
        }
    }

    // Without .NET's own heap, which grows with the processor's cache before it is collected. How large that is .NET knows as of its
    // last collection: one is asked for.
    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return (long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1]) * 4096) - GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes;
    }
}
