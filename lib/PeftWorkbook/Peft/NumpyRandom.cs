using System.Numerics;

namespace PeftWorkbook.Peft;

/// <summary>
/// NumPy's <c>default_rng(seed)</c>, bit for bit in what is used here: PCG64 (XSL-RR 128/64, O'Neill 2014) seeded through SeedSequence,
/// <c>choice</c> without replacement (bounded integers by Lemire's method, arXiv 1805.10941) and <c>shuffle</c> (by masks).
/// </summary>
internal sealed class NumpyRandom
{
    private static readonly UInt128 s_multiplier = new(2549297995355413924, 4865540595714422341);

    private readonly UInt128 _increment;
    private UInt128 _state;
    private uint? _half;

    internal NumpyRandom(ulong seed)
    {
        var words = SeedWords(seed);
        _increment = (new UInt128(words[2], words[3]) << 1) | 1;
        _state = ((_increment + new UInt128(words[0], words[1])) * s_multiplier) + _increment;
    }

    /// <summary>Shuffles.</summary>
    internal void Shuffle(Span<long> values) => Shuffle(values, 1, Masked);

    private long Masked(uint last)
    {
        var mask = uint.MaxValue >> BitOperations.LeadingZeroCount(last);
        var value = NextUInt32() & mask;
        while (value > last)
        {
            value = NextUInt32() & mask;
        }

        return value;
    }

    private long Bounded(uint last)
    {
        if (last == 0)
        {
            return 0;
        }

        var count = last + 1UL;
        var product = NextUInt32() * count;
        if ((uint)product < count)
        {
            var threshold = (uint.MaxValue - last) % count;
            while ((uint)product < threshold)
            {
                product = NextUInt32() * count;
            }
        }

        return (long)(product >> 32);
    }

    // From the back, down to the place that is given.
    private static void Shuffle(Span<long> values, int first, Func<uint, long> draw)
    {
        for (var i = values.Length - 1; i >= first; i--)
        {
            var j = (int)draw((uint)i);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    /// <summary><paramref name="size"/> different numbers below <paramref name="population"/>, in random order.</summary>
    internal long[] Choice(int population, int size)
    {
        const int Cutoff = 50;
        if (population > 10000 && size > population / Cutoff)
        {
            var all = Enumerable.Range(0, population).Select(i => (long)i).ToArray();
            Shuffle(all, Math.Max(population - size, 1), Bounded);
            return all[(population - size)..];
        }

        // Floyd's algorithm: a number that was drawn already gives way to the largest that may be drawn.
        var (chosen, seen) = (new long[size], new HashSet<long>());
        for (var last = population - size; last < population; last++)
        {
            var drawn = Bounded((uint)last);
            var value = seen.Add(drawn) ? drawn : last;
            seen.Add(value);
            chosen[last - population + size] = value;
        }

        Shuffle(chosen, 1, Bounded);
        return chosen;
    }

    private uint NextUInt32()
    {
        if (_half is { } rest)
        {
            _half = null;
            return rest;
        }

        var next = NextUInt64();
        _half = (uint)(next >> 32);
        return (uint)next;
    }

    private ulong NextUInt64()
    {
        _state = (_state * s_multiplier) + _increment;
        return ulong.RotateRight((ulong)(_state >> 64) ^ (ulong)_state, (int)(_state >> 122));
    }

    // SeedSequence: the seed's 32-bit words are hashed into a pool of four, and eight words are drawn from that.
    private static ulong[] SeedWords(ulong seed)
    {
        var hash = 0x43b0d7e5u;
        uint[] entropy = seed <= uint.MaxValue ? [(uint)seed] : [(uint)seed, (uint)(seed >> 32)];
        var pool = new uint[4];
        for (var i = 0; i < pool.Length; i++)
        {
            pool[i] = Hash(i < entropy.Length ? entropy[i] : 0, ref hash, 0x931e8875);
        }

        for (var from = 0; from < pool.Length; from++)
        {
            for (var to = 0; to < pool.Length; to++)
            {
                if (from != to)
                {
                    var mixed = (0xca01f9dd * pool[to]) - (0x4973f715 * Hash(pool[from], ref hash, 0x931e8875));
                    pool[to] = mixed ^ (mixed >> 16);
                }
            }
        }

        hash = 0x8b51f9dd;
        var words = new uint[8];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = Hash(pool[i % 4], ref hash, 0x58f38ded);
        }

        return [.. Enumerable.Range(0, 4).Select(i => words[2 * i] | ((ulong)words[(2 * i) + 1] << 32))];
    }

    private static uint Hash(uint value, ref uint constant, uint multiplier)
    {
        value ^= constant;
        constant *= multiplier;
        value *= constant;
        return value ^ (value >> 16);
    }
}
