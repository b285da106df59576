namespace PeftWorkbook.Models.Generation;

/// <summary>
/// A small random number generator (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014), so that a seed
/// draws the same tokens on every machine and device.
/// </summary>
internal sealed class SplitMix64(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number from 0 and below 1, a multiple of 2⁻³².</summary>
    internal double NextUnit() => (Next() >> 32) / 4294967296.0;

    private ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
