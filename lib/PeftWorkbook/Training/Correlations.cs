namespace PeftWorkbook.Training;

/// <summary>How two lists of numbers go together. A coefficient that does not exist (one list is constant) is NaN, as in SciPy.</summary>
public static class Correlations
{
    /// <summary>Pearson's coefficient: the covariance over both standard deviations.</summary>
    public static double Pearson(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        Metrics.Check(a.Count, b.Count);
        var (meanA, meanB) = (a.Average(), b.Average());
        double product = 0, squareA = 0, squareB = 0;
        for (var i = 0; i < a.Count; i++)
        {
            var (x, y) = (a[i] - meanA, b[i] - meanB);
            product += x * y;
            squareA += x * x;
            squareB += y * y;
        }

        return product / Math.Sqrt(squareA) / Math.Sqrt(squareB);
    }

    /// <summary>Spearman's coefficient: Pearson's of the ranks, equal values sharing their mean rank.</summary>
    public static double Spearman(IReadOnlyList<double> a, IReadOnlyList<double> b) => Pearson(Ranks(a), Ranks(b));

    /// <summary>
    /// Kendall's τ-b: pairs in the same order less pairs in the other, over the geometric mean of the pairs that each list orders.
    /// </summary>
    public static double Kendall(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        Metrics.Check(a.Count, b.Count);
        long balance = 0, orderedA = 0, orderedB = 0;
        for (var i = 0; i < a.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var (x, y) = (Math.Sign(a[i] - a[j]), Math.Sign(b[i] - b[j]));
                balance += x * y;
                orderedA += x * x;
                orderedB += y * y;
            }
        }

        return balance / Math.Sqrt(orderedA) / Math.Sqrt(orderedB);
    }

    /// <summary>
    /// How probable a coefficient as far from 0 is where nothing goes together, two-sided, by Student's t with n - 2 degrees of freedom:
    /// SciPy's p-value of Pearson's and Spearman's. Two points always lie on a line: 1.
    /// </summary>
    /// <param name="coefficient">The coefficient.</param>
    /// <param name="count">n, the number of pairs.</param>
    public static double PValue(double coefficient, int count) => count <= 2
        ? 1
        : double.IsNaN(coefficient) ? double.NaN
        : IncompleteBeta.Regularized(Math.Max(0, 1 - (coefficient * coefficient)), (count / 2.0) - 1, 0.5);

    /// <summary>The rank of each value, from 1; equal values share their mean rank.</summary>
    public static double[] Ranks(IReadOnlyList<double> values)
    {
        var order = Enumerable.Range(0, values.Count).OrderBy(i => values[i]).ToArray();
        var ranks = new double[values.Count];
        for (var start = 0; start < order.Length;)
        {
            var end = start;
            while (end < order.Length && values[order[end]].Equals(values[order[start]]))
            {
                end++;
            }

            for (var i = start; i < end; i++)
            {
                ranks[order[i]] = (start + end + 1) / 2.0;
            }

            start = end;
        }

        return ranks;
    }

    /// <summary>The mean squared difference.</summary>
    public static double MeanSquaredError(IReadOnlyList<double> targets, IReadOnlyList<double> predictions)
    {
        Metrics.Check(targets.Count, predictions.Count);
        return targets.Zip(predictions).Average(p => (p.First - p.Second) * (p.First - p.Second));
    }

    /// <summary>The mean absolute difference.</summary>
    public static double MeanAbsoluteError(IReadOnlyList<double> targets, IReadOnlyList<double> predictions)
    {
        Metrics.Check(targets.Count, predictions.Count);
        return targets.Zip(predictions).Average(p => Math.Abs(p.First - p.Second));
    }

    /// <summary>The coefficient of determination, <c>1 - Σ(t - p)² / Σ(t - t̄)²</c>: 1 is perfect, 0 as good as the mean.</summary>
    public static double Determination(IReadOnlyList<double> targets, IReadOnlyList<double> predictions)
    {
        var mean = targets.Average();
        return 1 - (MeanSquaredError(targets, predictions) / targets.Average(t => (t - mean) * (t - mean)));
    }
}
