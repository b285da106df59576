namespace PeftWorkbook.Training;

/// <summary>Scores of predictions; each is 0 where its formula would divide by zero, as in scikit-learn with <c>zero_division=0</c>.</summary>
public static class Metrics
{
    /// <summary>The share of predictions that are right.</summary>
    public static double Accuracy(IReadOnlyList<long> labels, IReadOnlyList<long> predictions)
    {
        Check(labels.Count, predictions.Count);
        return (double)labels.Zip(predictions).Count(p => p.First == p.Second) / labels.Count;
    }

    /// <summary>Precision of a class: of what was called so, the share that is.</summary>
    public static double Precision(IReadOnlyList<long> labels, IReadOnlyList<long> predictions, long positive = 1)
    {
        var (tp, fp, _) = Count(labels, predictions, positive);
        return Ratio(tp, tp + fp);
    }

    /// <summary>Recall of a class: of what is so, the share that was called so.</summary>
    public static double Recall(IReadOnlyList<long> labels, IReadOnlyList<long> predictions, long positive = 1)
    {
        var (tp, _, fn) = Count(labels, predictions, positive);
        return Ratio(tp, tp + fn);
    }

    /// <summary>F1 of a class, the harmonic mean of precision and recall: <c>2 TP / (2 TP + FP + FN)</c>.</summary>
    public static double F1(IReadOnlyList<long> labels, IReadOnlyList<long> predictions, long positive = 1)
    {
        var (tp, fp, fn) = Count(labels, predictions, positive);
        return Ratio(2 * tp, (2 * tp) + fp + fn);
    }

    /// <summary>The mean F1 of all classes that occur.</summary>
    public static double MacroF1(IReadOnlyList<long> labels, IReadOnlyList<long> predictions) =>
        labels.Concat(predictions).Distinct().Average(c => F1(labels, predictions, c));

    /// <summary>
    /// The confusion matrix: entry <c>[i, j]</c> counts examples of the i-th class that were called the j-th, over the classes that
    /// occur, in order.
    /// </summary>
    public static long[,] Confusion(IReadOnlyList<long> labels, IReadOnlyList<long> predictions)
    {
        Check(labels.Count, predictions.Count);
        List<long> classes = [.. labels.Concat(predictions).Distinct().Order()];
        var counts = new long[classes.Count, classes.Count];
        foreach (var (label, prediction) in labels.Zip(predictions))
        {
            counts[classes.IndexOf(label), classes.IndexOf(prediction)]++;
        }

        return counts;
    }

    /// <summary>Matthews' correlation coefficient, for any number of classes (Gorodkin's form).</summary>
    public static double Mcc(IReadOnlyList<long> labels, IReadOnlyList<long> predictions)
    {
        var c = Confusion(labels, predictions);
        double right = 0, total = labels.Count, crossed = 0, labelSquares = 0, predictionSquares = 0;
        for (var k = 0; k < c.GetLength(0); k++)
        {
            double row = 0, column = 0;
            for (var j = 0; j < c.GetLength(0); j++)
            {
                row += c[k, j];
                column += c[j, k];
            }

            right += c[k, k];
            crossed += row * column;
            labelSquares += row * row;
            predictionSquares += column * column;
        }

        var spread = ((total * total) - predictionSquares) * ((total * total) - labelSquares);
        return Ratio((right * total) - crossed, Math.Sqrt(spread));
    }

    /// <summary>Pearson's correlation of two lists of numbers.</summary>
    public static double Pearson(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        Check(a.Count, b.Count);
        var (meanA, meanB) = (a.Average(), b.Average());
        double product = 0, squareA = 0, squareB = 0;
        for (var i = 0; i < a.Count; i++)
        {
            var (x, y) = (a[i] - meanA, b[i] - meanB);
            product += x * y;
            squareA += x * x;
            squareB += y * y;
        }

        return Ratio(product, Math.Sqrt(squareA) * Math.Sqrt(squareB));
    }

    /// <summary>Spearman's correlation: Pearson's of the ranks, equal values sharing their mean rank.</summary>
    public static double Spearman(IReadOnlyList<double> a, IReadOnlyList<double> b) => Pearson(Ranks(a), Ranks(b));

    private static double[] Ranks(IReadOnlyList<double> values)
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

    private static (double Tp, double Fp, double Fn) Count(IReadOnlyList<long> labels, IReadOnlyList<long> predictions, long positive)
    {
        Check(labels.Count, predictions.Count);
        var pairs = labels.Zip(predictions).ToList();
        return (
            pairs.Count(p => p.First == positive && p.Second == positive),
            pairs.Count(p => p.First != positive && p.Second == positive),
            pairs.Count(p => p.First == positive && p.Second != positive));
    }

    private static double Ratio(double above, double below) => below == 0 ? 0 : above / below;

    private static void Check(int labels, int predictions)
    {
        if (labels != predictions || labels == 0)
        {
            throw new ArgumentException($"{labels} labels and {predictions} predictions: both must be there, and as many.");
        }
    }
}
