using System.Globalization;
using System.Text.Json;
using Golden.Tests.Harness;
using PeftWorkbook.Training;

namespace Golden.Tests.Lines;

/// <summary>Scores of classes, and of lists of numbers, against scikit-learn and SciPy.</summary>
[GoldenLine("training/metrics.json classification")]
[GoldenLine("training/metrics.json correlation")]
public sealed class TrainingMetricsLine : GoldenLine
{
    private TrainingFile? _file;

    private TrainingFile File => _file ??= new(Set, Name);

    private JsonElement Cases => File.Root.GetProperty(Name.Split(' ')[1]);

    public override IEnumerable<string> Discover() => Cases.EnumerateArray().Select((c, i) => $"{i}:{c.GetProperty("name").GetString()}");

    public override void Run(string id)
    {
        var described = Cases[int.Parse(id.Split(':')[0], CultureInfo.InvariantCulture)];
        if (Name.EndsWith("correlation", StringComparison.Ordinal))
        {
            Correlation(described);
        }
        else
        {
            Classification(described);
        }
    }

    public override void Dispose()
    {
        _file?.Dispose();
        base.Dispose();
    }

    private static void Classification(JsonElement c)
    {
        long[] labels = Integers(c, "labels"), said = Integers(c, "predictions");
        Check(c, "accuracy", Metrics.Accuracy(labels, said));
        Check(c, "mcc", Metrics.Mcc(labels, said));
        Check(c, "balanced_accuracy", Metrics.BalancedAccuracy(labels, said));
        Check(c, "cohen_kappa", Metrics.CohenKappa(labels, said));
        Assert.Equal(
            c.GetProperty("confusion").EnumerateArray().SelectMany(r => r.EnumerateArray().Select(n => n.GetInt64())),
            Metrics.Confusion(labels, said).Cast<long>());
        Averages(c, Metrics.PerClass(labels, said));
        if (c.TryGetProperty("binary", out var binary))
        {
            Check(binary, "precision", Metrics.Precision(labels, said));
            Check(binary, "recall", Metrics.Recall(labels, said));
            Check(binary, "f1", Metrics.F1(labels, said));
        }

        if (c.TryGetProperty("scores", out var scores))
        {
            Check(c, "auc", RankingMetrics.RocAuc(labels, TrainingFile.Numbers(scores)));
            Check(c, "average_precision", RankingMetrics.AveragePrecision(labels, TrainingFile.Numbers(scores)));
        }
    }

    // One right answer of many is a micro-average of everything: precision, recall and F1 are the accuracy.
    private static void Averages(JsonElement c, IReadOnlyList<ClassScores> classes)
    {
        var total = classes.Sum(k => k.Support);
        Check(c.GetProperty("macro"), "f1", classes.Average(k => k.F1));
        Check(c.GetProperty("macro"), "precision", classes.Average(k => k.Precision));
        Check(c.GetProperty("macro"), "recall", classes.Average(k => k.Recall));
        Check(c.GetProperty("weighted"), "f1", classes.Sum(k => k.F1 * k.Support / total));
        Check(c.GetProperty("micro"), "f1", c.GetProperty("accuracy").GetDouble());
        var recorded = c.GetProperty("per_class");
        Assert.Equal(Integers(recorded, "labels"), classes.Select(k => k.Class));
        foreach (var (scores, i) in classes.Select((k, i) => (k, i)))
        {
            TrainingFile.Check(scores.Precision, recorded.GetProperty("precision")[i], $"precision of {scores.Class}");
            TrainingFile.Check(scores.Recall, recorded.GetProperty("recall")[i], $"recall of {scores.Class}");
            TrainingFile.Check(scores.F1, recorded.GetProperty("f1")[i], $"F1 of {scores.Class}");
            TrainingFile.Check(scores.Support, recorded.GetProperty("support")[i], $"support of {scores.Class}");
        }
    }

    private static void Correlation(JsonElement c)
    {
        double[] x = TrainingFile.Numbers(c.GetProperty("x")), y = TrainingFile.Numbers(c.GetProperty("y"));
        Check(c, "pearson", Correlations.Pearson(x, y));
        Check(c, "spearman", Correlations.Spearman(x, y));
        Check(c, "kendall_tau_b", Correlations.Kendall(x, y));
        CheckProbability(c, "pearson_p", Correlations.PValue(Correlations.Pearson(x, y), x.Length));
        if (x.Length > 2)     // SciPy gives no p-value to Spearman's coefficient of two points
        {
            CheckProbability(c, "spearman_p", Correlations.PValue(Correlations.Spearman(x, y), x.Length));
        }

        Check(c, "mse", Correlations.MeanSquaredError(x, y));
        Check(c, "mae", Correlations.MeanAbsoluteError(x, y));
        Check(c, "r2_of_y_predicting_x", Correlations.Determination(x, y));
        Assert.Equal(TrainingFile.Numbers(c.GetProperty("ranks_x")), Correlations.Ranks(x));
    }

    // Where a coefficient is 1 but for rounding its probability is 0 but for rounding.
    private static void CheckProbability(JsonElement c, string name, double actual)
    {
        var recorded = TrainingFile.Number(c.GetProperty(name));
        Close.Check(actual, new(name, "F64", [], [recorded]), 1e-9, Math.Max(recorded, 1e-20));
    }

    private static long[] Integers(JsonElement c, string name) => [.. TrainingFile.Numbers(c.GetProperty(name)).Select(v => (long)v)];

    private static void Check(JsonElement c, string name, double actual) => TrainingFile.Check(actual, c.GetProperty(name), name);
}
