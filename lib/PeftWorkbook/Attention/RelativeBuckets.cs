using static TorchSharp.torch;

namespace PeftWorkbook.Attention;

/// <summary>
/// T5's relative positions (arXiv 1910.10683): distances fall into buckets, one for each small distance and logarithmically wider
/// ones up to a largest distance; a learned number for each bucket and head is added to the scores.
/// </summary>
public static class RelativeBuckets
{
    /// <summary>The bucket of each pair of positions.</summary>
    /// <param name="queries">The number of queries.</param>
    /// <param name="keys">The number of keys; the last query is the last key.</param>
    /// <param name="buckets">How many buckets there are.</param>
    /// <param name="maxDistance">The distance from which all share the last bucket.</param>
    /// <param name="isBidirectional">Whether keys after a query have buckets of their own, half of them.</param>
    /// <returns>Bucket numbers <c>[queries, keys]</c>, row-major.</returns>
    public static long[,] Of(long queries, long keys, int buckets, int maxDistance, bool isBidirectional)
    {
        var result = new long[queries, keys];
        for (var q = 0L; q < queries; q++)
        {
            for (var k = 0L; k < keys; k++)
            {
                result[q, k] = Bucket(k - (q + keys - queries), buckets, maxDistance, isBidirectional);
            }
        }

        return result;
    }

    /// <summary>The bucket of one distance, <c>key - query</c>.</summary>
    public static int Bucket(long distance, int buckets, int maxDistance, bool isBidirectional)
    {
        var offset = 0;
        if (isBidirectional)
        {
            buckets /= 2;
            offset = distance > 0 ? buckets : 0;
            distance = Math.Abs(distance);
        }
        else
        {
            distance = Math.Max(0, -distance);
        }

        var exact = buckets / 2;
        if (distance < exact)
        {
            return offset + (int)distance;
        }

        // fp32, as transformers: a distance on the edge of a bucket must fall on its side
        var share = MathF.Log(distance / (float)exact) / (float)Math.Log((double)maxDistance / exact);
        return offset + Math.Min(exact + (int)(share * (buckets - exact)), buckets - 1);
    }

    /// <summary>What distances add to the scores: the table's number for the bucket of each pair and head.</summary>
    /// <param name="table">A learned number for each bucket and head: <c>[buckets, heads]</c>.</param>
    /// <param name="queries">The number of queries.</param>
    /// <param name="keys">The number of keys; the last query is the last key.</param>
    /// <param name="maxDistance">The distance from which all share the last bucket.</param>
    /// <param name="isBidirectional">Whether keys after a query have buckets of their own, half of them.</param>
    /// <returns><c>[1, heads, queries, keys]</c>.</returns>
    public static Tensor Bias(Tensor table, long queries, long keys, int maxDistance, bool isBidirectional) =>
        Bias(
            b => table.index_select(0, b.reshape(-1)).view(queries, keys, -1),
            (int)table.shape[0], queries, keys, maxDistance, isBidirectional, table.device);

    /// <summary>
    /// The same with a table that is looked up by a module, which adapters may change: <c>[queries, keys]</c> to
    /// <c>[queries, keys, heads]</c>.
    /// </summary>
    internal static Tensor Bias(
        Func<Tensor, Tensor> lookUp, int buckets, long queries, long keys, int maxDistance, bool isBidirectional, Device device)
    {
        using var scope = NewDisposeScope();
        var numbers = lookUp(Tensor(queries, keys, buckets, maxDistance, isBidirectional, device));
        return numbers.permute(2, 0, 1).unsqueeze(0).MoveToOuterDisposeScope();
    }

    /// <summary>The buckets as a tensor <c>[queries, keys]</c>.</summary>
    public static Tensor Tensor(long queries, long keys, int buckets, int maxDistance, bool isBidirectional, Device device) =>
        from_array(Of(queries, keys, buckets, maxDistance, isBidirectional), device);
}
