using PeftWorkbook.Peft;

namespace PeftWorkbook.Tests.Peft;

/// <summary>Draws that files leave to another program's generator: values of NumPy 1.24.</summary>
public sealed class RandomDrawTests
{
    [Theory]
    [InlineData(0UL, "3 2 12 23 14 28 37", "3 2 11 8 6 0 10 4 9 7 5 1", "1336 13437 3309 4719 9951 3479", "2974 16265 19360 18331 2627")]
    [InlineData(42UL, "4 42 20 30 3 34 47", "5 11 2 4 9 7 1 8 6 10 3 0", "1311 10795 11850 11881 5453 8302", "6854 12276 10510 9453 18999")]
    [InlineData(
        (1UL << 40) + 5, "49 28 43 17 20 0 44", "6 3 7 0 8 2 10 5 4 9 11 1",
        "16574 13306 14594 3106 9330 1201", "9285 9099 3537 7054 4395")]
    public void The_generator_is_NumPys(ulong seed, string few, string shuffled, string many, string fewOfMany)
    {
        var random = new NumpyRandom(seed);
        Assert.Equal(few, string.Join(' ', random.Choice(50, 7)));
        var values = Enumerable.Range(0, 12).Select(i => (long)i).ToArray();
        random.Shuffle(values);
        Assert.Equal(shuffled, string.Join(' ', values));
        Assert.Equal(many, string.Join(' ', random.Choice(20000, 2000).Take(6)));       // a shuffled tail
        Assert.Equal(fewOfMany, string.Join(' ', random.Choice(20000, 5)));             // Floyd's algorithm
    }

    [Fact]
    public void The_older_generator_is_NumPys()
    {
        Assert.Equal([17, 16, 23], new MersenneTwister(123456789).Choice(32, 3));
        Assert.Equal([2, 3, 1, 4, 0], new MersenneTwister(123456789).Choice(5, 5));     // equal draws are drawn again
        Assert.Equal(0.532833024789759, new MersenneTwister(123456789).NextDouble(), 15);
    }

    [Fact]
    public void Groups_that_lie_apart_are_found()
    {
        var random = new Random(3);
        int[] group = [0, 1, 2, 1, 0, 2, 2, 1, 0, 1];
        float[][] points = [.. group.Select(g => new[] { (10f * g) + random.NextSingle(), 5 - (3f * g) + random.NextSingle() })];
        Assert.Contains(Enumerable.Range(0, 10), seed => IsSame(group, KMeans.Cluster(points, 3, 10, (uint)seed)));
        Assert.Equal(4, KMeans.Cluster([.. points.Take(4)], 4, 10, seed: 1).Distinct().Count());
    }

    private static bool IsSame(int[] groups, int[] labels) =>
        groups.Zip(labels).Distinct().Count() == groups.Distinct().Count() && labels.Distinct().Count() == groups.Distinct().Count();
}
