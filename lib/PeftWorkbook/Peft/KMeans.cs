namespace PeftWorkbook.Peft;

/// <summary>
/// k-means by Lloyd's iteration from random points, with scikit-learn's rules: centred data, its generator, its two ways to stop, and far
/// points for clusters that run empty.
/// </summary>
internal static class KMeans
{
    /// <summary>The cluster of each point.</summary>
    /// <param name="points">The points, each of the same length.</param>
    /// <param name="clusters">How many clusters.</param>
    /// <param name="iterations">At most so many iterations.</param>
    /// <param name="seed">The seed of the first centres.</param>
    internal static int[] Cluster(float[][] points, int clusters, int iterations, uint seed)
    {
        const double Tolerance = 1e-4;
        var dimensions = points[0].Length;
        var tolerance = Tolerance * Enumerable.Range(0, dimensions).Average(d => Variance(points, d));
        var centred = Centred(points);
        double[][] centres = [.. new MersenneTwister(seed).Choice(points.Length, clusters).Select(i => (double[])centred[i].Clone())];
        int[] labels = [], before;
        for (var i = 0; i < iterations; i++)
        {
            (before, labels) = (labels, Nearest(centred, centres));
            var moved = Means(centred, labels, centres);
            var shift = moved.Zip(centres, Distance).Sum();
            centres = moved;
            if (labels.SequenceEqual(before))
            {
                return labels;
            }

            if (shift <= tolerance)
            {
                break;
            }
        }

        return Nearest(centred, centres);
    }

    private static double Variance(float[][] points, int dimension)
    {
        var mean = points.Average(p => (double)p[dimension]);
        return points.Average(p => (p[dimension] - mean) * (p[dimension] - mean));
    }

    private static double[][] Centred(float[][] points)
    {
        var means = Enumerable.Range(0, points[0].Length).Select(d => points.Average(p => (double)p[d])).ToArray();
        return [.. points.Select(p => p.Select((v, d) => v - means[d]).ToArray())];
    }

    private static int[] Nearest(double[][] points, double[][] centres) =>
        [.. points.Select(p => Enumerable.Range(0, centres.Length).MinBy(c => Distance(p, centres[c])))];

    private static double[][] Means(double[][] points, int[] labels, double[][] old)
    {
        var (sums, counts) = (old.Select(c => new double[c.Length]).ToArray(), new int[old.Length]);
        for (var i = 0; i < points.Length; i++)
        {
            Add(sums[labels[i]], points[i], 1);
            counts[labels[i]]++;
        }

        // The points that are farthest from their centres become clusters of their own.
        Stack<int> far = new(Enumerable.Range(0, points.Length).OrderBy(i => Distance(points[i], old[labels[i]])));
        foreach (var empty in Enumerable.Range(0, old.Length).Where(c => counts[c] == 0))
        {
            var point = far.Pop();
            Add(sums[labels[point]], points[point], -1);
            Add(sums[empty], points[point], 1);
            counts[labels[point]]--;
            counts[empty]++;
        }

        return [.. sums.Select((s, c) => s.Select(v => v / Math.Max(counts[c], 1)).ToArray())];
    }

    private static void Add(double[] sum, double[] point, int sign)
    {
        for (var d = 0; d < sum.Length; d++)
        {
            sum[d] += sign * point[d];
        }
    }

    private static double Distance(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var d = 0; d < a.Length; d++)
        {
            sum += (a[d] - b[d]) * (a[d] - b[d]);
        }

        return sum;
    }
}
