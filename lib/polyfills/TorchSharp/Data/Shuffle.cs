using System.Collections;

namespace TorchSharp.Modules;

/// <summary>Indices in random order, a new one each time unless there is a seed.</summary>
/// <remarks>The draws are those of TorchSharp, so that a seed gives the same order with either.</remarks>
internal sealed class Shuffle(long count, int? seed) : IEnumerable<long>
{
    /// <summary>Draws an order and enumerates it.</summary>
    public IEnumerator<long> GetEnumerator() => ((IEnumerable<long>)Draw()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private long[] Draw()
    {
        var random = seed is { } given ? new Random(given) : new Random();
        var order = new long[count];
        for (long i = 0; i < count; i++)
        {
            long draw = unchecked(((long)random.Next() << 32) + (uint)random.Next());
            long other = draw % (i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }
}
