namespace PeftWorkbook.Training;

/// <summary>Scores of what a classifier thinks probable, before it decides.</summary>
public static class RankingMetrics
{
    /// <summary>
    /// The area under the ROC curve: the chance that an example of class 1 scores higher than one of class 0, equals counting half.
    /// NaN where a class is missing.
    /// </summary>
    public static double RocAuc(IReadOnlyList<long> labels, IReadOnlyList<double> scores)
    {
        Metrics.Check(labels.Count, scores.Count);
        var ranks = Correlations.Ranks(scores);
        double positives = labels.Count(l => l == 1), negatives = labels.Count - positives;
        var sum = labels.Select((l, i) => l == 1 ? ranks[i] : 0).Sum();
        return (sum - (positives * (positives + 1) / 2)) / (positives * negatives);
    }

    /// <summary>Average precision: precision at each threshold, weighted by the recall that it adds.</summary>
    public static double AveragePrecision(IReadOnlyList<long> labels, IReadOnlyList<double> scores)
    {
        Metrics.Check(labels.Count, scores.Count);
        double positives = labels.Count(l => l == 1), found = 0, seen = 0, sum = 0;
        foreach (var tied in Enumerable.Range(0, scores.Count).GroupBy(i => scores[i]).OrderByDescending(g => g.Key))
        {
            double right = tied.Count(i => labels[i] == 1);
            (found, seen) = (found + right, seen + tied.Count());
            sum += right / positives * (found / seen);
        }

        return sum;
    }

    /// <summary>The mean area of each class against all others.</summary>
    /// <param name="labels">Class numbers from 0.</param>
    /// <param name="probabilities">Of each example, that of each class.</param>
    public static double RocAucOneVersusRest(IReadOnlyList<long> labels, IReadOnlyList<double[]> probabilities) =>
        Enumerable.Range(0, probabilities[0].Length).Average(c => RocAuc(
            [.. labels.Select(l => l == c ? 1L : 0)], [.. probabilities.Select(p => p[c])]));

    /// <summary>The mean area of each class against each other one.</summary>
    /// <inheritdoc cref="RocAucOneVersusRest"/>
    public static double RocAucOneVersusOne(IReadOnlyList<long> labels, IReadOnlyList<double[]> probabilities)
    {
        var classes = Enumerable.Range(0, probabilities[0].Length).ToList();
        return (from a in classes from b in classes where a != b select Between(a, b)).Average();

        double Between(int a, int b)
        {
            var rows = Enumerable.Range(0, labels.Count).Where(i => labels[i] == a || labels[i] == b).ToList();
            return RocAuc([.. rows.Select(i => labels[i] == a ? 1L : 0)], [.. rows.Select(i => probabilities[i][a])]);
        }
    }

    /// <summary>The mean negative log of the right class's probability.</summary>
    /// <inheritdoc cref="RocAucOneVersusRest"/>
    public static double LogLoss(IReadOnlyList<long> labels, IReadOnlyList<double[]> probabilities) =>
        labels.Select((l, i) => -Math.Log(Math.Max(probabilities[i][l], double.Epsilon))).Average();

    /// <summary>The share of examples whose class is among the k most probable.</summary>
    public static double TopKAccuracy(IReadOnlyList<long> labels, IReadOnlyList<double[]> probabilities, int k) =>
        labels.Select((l, i) => probabilities[i].Count(p => p > probabilities[i][l]) < k ? 1.0 : 0).Average();
}
