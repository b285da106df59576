namespace PeftWorkbook.Training;

/// <summary>A class's scores.</summary>
/// <param name="Class">Its number.</param>
/// <param name="Precision">Of what was called so, the share that is.</param>
/// <param name="Recall">Of what is so, the share that was called so.</param>
/// <param name="F1">Their harmonic mean.</param>
/// <param name="Support">How many examples are so.</param>
public sealed record ClassScores(long Class, double Precision, double Recall, double F1, long Support);

/// <summary>
/// Scores of predicted classes; each is 0 where its formula would divide by zero, as in scikit-learn with <c>zero_division=0</c>.
/// </summary>
public static class Metrics
{
    /// <summary>The share of predictions that are right.</summary>
    public static double Accuracy(IReadOnlyList<long> labels, IReadOnlyList<long> predictions)
    {
        Check(labels.Count, predictions.Count);
        return (double)labels.Zip(predictions).Count(p => p.First == p.Second) / labels.Count;
    }

    /// <summary>Precision of a class: of what was called so, the share that is.</summary>
    public static double Precision(IReadOnlyList<long> labels, IReadOnlyList<long> predictions, long positive = 1) =>
        Of(labels, predictions, positive).Precision;

    /// <summary>Recall of a class: of what is so, the share that was called so.</summary>
    public static double Recall(IReadOnlyList<long> labels, IReadOnlyList<long> predictions, long positive = 1) =>
        Of(labels, predictions, positive).Recall;

    /// <summary>F1 of a class, the harmonic mean of precision and recall: <c>2 TP / (2 TP + FP + FN)</c>.</summary>
    public static double F1(IReadOnlyList<long> labels, IReadOnlyList<long> predictions, long positive = 1) =>
        Of(labels, predictions, positive).F1;

    /// <summary>The mean F1 of all classes that occur.</summary>
    public static double MacroF1(IReadOnlyList<long> labels, IReadOnlyList<long> predictions) =>
        PerClass(labels, predictions).Average(c => c.F1);

    /// <summary>The scores of every class that occurs among the labels or the predictions, in order.</summary>
    public static IReadOnlyList<ClassScores> PerClass(IReadOnlyList<long> labels, IReadOnlyList<long> predictions)
    {
        Check(labels.Count, predictions.Count);
        return [.. labels.Concat(predictions).Distinct().Order().Select(c => Of(labels, predictions, c))];
    }

    /// <summary>
    /// The mean recall of the classes that occur among the labels: accuracy that a rare class counts in as much as a frequent one.
    /// </summary>
    public static double BalancedAccuracy(IReadOnlyList<long> labels, IReadOnlyList<long> predictions) =>
        PerClass(labels, predictions).Where(c => c.Support > 0).Average(c => c.Recall);

    /// <summary>
    /// Cohen's κ: how far the agreement exceeds that of chance, <c>1 - (1 - observed) / (1 - expected)</c>; NaN where only one class
    /// occurs at all.
    /// </summary>
    public static double CohenKappa(IReadOnlyList<long> labels, IReadOnlyList<long> predictions)
    {
        var total = (double)labels.Count;
        var expected = PerClass(labels, predictions).Sum(c => c.Support / total * (predictions.Count(p => p == c.Class) / total));
        return 1 - ((1 - Accuracy(labels, predictions)) / (1 - expected));
    }

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

    /// <summary>Pearson's correlation; see <see cref="Correlations"/>.</summary>
    public static double Pearson(IReadOnlyList<double> a, IReadOnlyList<double> b) => Correlations.Pearson(a, b);

    /// <summary>Spearman's correlation; see <see cref="Correlations"/>.</summary>
    public static double Spearman(IReadOnlyList<double> a, IReadOnlyList<double> b) => Correlations.Spearman(a, b);

    /// <summary><c>exp(Σ loss / Σ tokens)</c>: of a whole text, and not the mean over its parts.</summary>
    /// <param name="parts">The summed negative log likelihood and the number of tokens of each part.</param>
    public static double Perplexity(IEnumerable<(double Loss, long Tokens)> parts)
    {
        var list = parts.ToList();
        return Math.Exp(list.Sum(p => p.Loss) / list.Sum(p => p.Tokens));
    }

    /// <summary>The share of texts that are the same to the last character; see <see cref="TextMetrics.Squad"/> for a milder one.</summary>
    public static double ExactMatch(IReadOnlyList<string> targets, IReadOnlyList<string> predictions)
    {
        Check(targets.Count, predictions.Count);
        return (double)targets.Zip(predictions).Count(p => p.First == p.Second) / targets.Count;
    }

    internal static void Check(int labels, int predictions)
    {
        if (labels != predictions || labels == 0)
        {
            throw new ArgumentException($"{labels} labels and {predictions} predictions: both must be there, and as many.");
        }
    }

    private static ClassScores Of(IReadOnlyList<long> labels, IReadOnlyList<long> predictions, long positive)
    {
        Check(labels.Count, predictions.Count);
        var pairs = labels.Zip(predictions).ToList();
        long right = pairs.Count(p => p.First == positive && p.Second == positive);
        long called = pairs.Count(p => p.Second == positive);
        long support = pairs.Count(p => p.First == positive);
        return new(positive, Ratio(right, called), Ratio(right, support), Ratio(2 * right, called + support), support);
    }

    private static double Ratio(double above, double below) => below == 0 ? 0 : above / below;
}
