namespace PeftWorkbook.Peft;

/// <summary>
/// NumPy's older generator, <c>RandomState(seed)</c>: MT19937 (Matsumoto and Nishimura 1998) with 53-bit fractions. Programs that draw
/// from it decide things that files do not hold.
/// </summary>
internal sealed class MersenneTwister
{
    private const int Size = 624, Middle = 397;

    private readonly uint[] _state = new uint[Size];
    private int _next = Size;

    internal MersenneTwister(uint seed)
    {
        for (var i = 0; i < Size; i++)
        {
            _state[i] = seed;
            seed = (1812433253 * (seed ^ (seed >> 30))) + (uint)i + 1;
        }
    }

    /// <summary>Uniform in [0, 1).</summary>
    internal double NextDouble()
    {
        var (high, low) = (NextUInt32() >> 5, NextUInt32() >> 6);
        return ((high * 67108864.0) + low) / 9007199254740992.0;
    }

    /// <summary>
    /// <paramref name="count"/> different numbers below <paramref name="population"/>, all equally likely, as <c>choice</c> draws.
    /// </summary>
    internal int[] Choice(int population, int count)
    {
        List<int> chosen = [];
        while (chosen.Count < count)
        {
            // Draws for all that are missing at once; of equal ones the first counts.
            var left = Enumerable.Range(0, population).Except(chosen).ToArray();
            var drawn = Enumerable.Range(0, count - chosen.Count).Select(_ => left[(int)(NextDouble() * left.Length)]).ToList();
            chosen.AddRange(drawn.Distinct());
        }

        return [.. chosen];
    }

    private uint NextUInt32()
    {
        if (_next == Size)
        {
            Twist();
        }

        var y = _state[_next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >> 18);
    }

    private void Twist()
    {
        for (var i = 0; i < Size; i++)
        {
            var y = (_state[i] & 0x80000000) | (_state[(i + 1) % Size] & 0x7fffffff);
            _state[i] = _state[(i + Middle) % Size] ^ (y >> 1) ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
        }

        _next = 0;
    }
}
