using System.Numerics;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The moments and the update of Adam in one pass over memory, for float32 on the CPU: operators would take nine
/// passes and, for the many small matrices of LoRA, nine calls for each.</summary>
internal static unsafe class FusedAdam
{
    private const int ChunkSize = 1 << 16;

    // One minus a beta is taken in double: in float it would be off by 5e-5 of itself.
    internal readonly record struct Factors(float Beta1, float Rest1, float Beta2, float Rest2, float Epsilon,
        float RootCorrection, float StepSize)
    {
        internal Factors(double beta1, double beta2, double epsilon, double rootCorrection, double stepSize)
            : this((float)beta1, (float)(1 - beta1), (float)beta2, (float)(1 - beta2), (float)epsilon,
                (float)rootCorrection, (float)stepSize)
        {
        }
    }

    private readonly record struct Chunk(nint Parameter, nint Gradient, nint Mean, nint Square, int Length);

    /// <summary>Whether all of these can be taken: dense float32 in CPU memory, all of one layout.</summary>
    internal static bool Takes(params ReadOnlySpan<Tensor[]> lists)
    {
        foreach (var list in lists)
        {
            foreach (var tensor in list)
            {
                bool isPlain = tensor.dtype == ScalarType.Float32 && tensor.device_type == DeviceType.CPU &&
                    !tensor.is_sparse && tensor.is_contiguous();
                if (!isPlain) return false;
            }
        }
        return true;
    }

    /// <summary>Updates moments and parameters.</summary>
    internal static void Step(
        Tensor[] parameters, Tensor[] gradients, Tensor[] means, Tensor[] squares, Factors factors)
    {
        var chunks = new List<Chunk>(parameters.Length);
        for (int i = 0; i < parameters.Length; i++)
        {
            long count = parameters[i].numel();
            for (long begin = 0; begin < count; begin += ChunkSize)
            {
                nint offset = (nint)(begin * sizeof(float));
                chunks.Add(new(parameters[i].DataPointer + offset, gradients[i].DataPointer + offset,
                    means[i].DataPointer + offset, squares[i].DataPointer + offset,
                    (int)Math.Min(ChunkSize, count - begin)));
            }
        }
        long total = chunks.Sum(chunk => (long)chunk.Length);
        if (total > 16 * ChunkSize)
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, get_num_threads()) };
            Parallel.ForEach(chunks, options, chunk => Run(chunk, factors));
        }
        else
        {
            foreach (var chunk in chunks) Run(chunk, factors);
        }
        GC.KeepAlive(parameters);
        GC.KeepAlive(gradients);
        GC.KeepAlive(means);
        GC.KeepAlive(squares);
    }

    // Unoptimized code of vectors is a hundred times slower, and a short training would see nothing else.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run(Chunk chunk, Factors factors)
    {
        float* p = (float*)chunk.Parameter, g = (float*)chunk.Gradient, m = (float*)chunk.Mean, v = (float*)chunk.Square;
        int i = 0;
        for (; i <= chunk.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var gradient = Unsafe.ReadUnaligned<Vector<float>>(g + i);
            var mean = Unsafe.ReadUnaligned<Vector<float>>(m + i) * factors.Beta1 + gradient * factors.Rest1;
            var square = Unsafe.ReadUnaligned<Vector<float>>(v + i) * factors.Beta2 +
                gradient * gradient * factors.Rest2;
            var divisor = Vector.SquareRoot(square) / new Vector<float>(factors.RootCorrection) +
                new Vector<float>(factors.Epsilon);
            Unsafe.WriteUnaligned(m + i, mean);
            Unsafe.WriteUnaligned(v + i, square);
            Unsafe.WriteUnaligned(p + i, Unsafe.ReadUnaligned<Vector<float>>(p + i) - mean / divisor * factors.StepSize);
        }
        for (; i < chunk.Length; i++)
        {
            m[i] = m[i] * factors.Beta1 + g[i] * factors.Rest1;
            v[i] = v[i] * factors.Beta2 + g[i] * g[i] * factors.Rest2;
            p[i] -= m[i] / (MathF.Sqrt(v[i]) / factors.RootCorrection + factors.Epsilon) * factors.StepSize;
        }
    }
}
