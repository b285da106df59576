using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// One level of a tree of pairs over n entries: with a stride s the pairs are <c>(2 s i, 2 s i + s)</c>. All levels together have
/// <c>n − 1</c> pairs, whatever n is.
/// </summary>
/// <param name="Stride">s.</param>
/// <param name="First">The number of its first pair among those of all levels, narrow ones first.</param>
/// <param name="Pairs">How many pairs it has.</param>
internal sealed record PairLevel(long Stride, long First, long Pairs)
{
    /// <summary>The levels over n entries.</summary>
    internal static IEnumerable<PairLevel> WidestFirst(long size)
    {
        List<PairLevel> levels = [];
        var first = 0L;
        for (var stride = 1L; stride < size; stride *= 2)
        {
            var pairs = (size - stride + (2 * stride) - 1) / (2 * stride);
            levels.Add(new(stride, first, pairs));
            first += pairs;
        }

        return Enumerable.Reverse(levels);
    }

    /// <summary>Puts a map of every pair in its place.</summary>
    /// <param name="rows"><c>[n, size]</c>.</param>
    /// <param name="map">Takes the pairs' first and second entries, <c>[n, pairs]</c> each, to new ones.</param>
    internal Tensor Map(Tensor rows, Func<Tensor, Tensor, (Tensor First, Tensor Second)> map)
    {
        using var scope = NewDisposeScope();
        var left = arange(Pairs, ScalarType.Int64, rows.device) * (2 * Stride);
        var right = left + Stride;
        var (a, b) = map(rows.index_select(1, left), rows.index_select(1, right));
        return rows.index_copy(1, left, a).index_copy(1, right, b).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// <c>x ∘ cos + swap(x) ∘ sin</c> with <c>swap(x) = (−x₁, x₀, −x₃, x₂, …)</c>, where cosines and sines stand at the pairs' entries: not
    /// a rotation unless the stride is 1.
    /// </summary>
    internal Tensor MixNeighbours(Tensor rows, Tensor cosine, Tensor sine)
    {
        using var scope = NewDisposeScope();
        var size = rows.shape[1];
        var left = arange(Pairs, ScalarType.Int64, rows.device) * (2 * Stride);
        var both = cat([left, left + Stride]);
        var along = ones(size, rows.dtype, rows.device).index_copy(0, both, cat([cosine, cosine]));
        var across = zeros(size, rows.dtype, rows.device).index_copy(0, both, cat([sine, sine]));
        var even = rows.narrow(1, 0, size / 2 * 2).reshape(rows.shape[0], -1, 2);
        var swapped = stack([-even.select(2, 1), even.select(2, 0)], 2).reshape(rows.shape[0], -1);
        swapped = size % 2 == 0 ? swapped : cat([swapped, zeros_like(rows.narrow(1, 0, 1))], 1);
        return ((rows * along) + (swapped * across)).MoveToOuterDisposeScope();
    }
}
