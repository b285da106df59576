using Golden.Tests.Harness;
using PeftWorkbook.Training;

namespace Golden.Tests.Lines;

/// <summary>What the metrics file records beside its cases: scores of probabilities, and perplexity.</summary>
public sealed class TrainingProbabilityTests
{
    [Fact]
    public void Probabilities_and_perplexity_score_as_recorded()
    {
        Assert.SkipWhen(GoldenSet.Current is null, "No golden set.");
        using var file = new TrainingFile(GoldenSet.Current!, "training/metrics.json");
        var recorded = file.Root.GetProperty("multiclass_probabilities");
        long[] labels = [.. TrainingFile.Numbers(recorded.GetProperty("labels")).Select(v => (long)v)];
        double[][] probabilities = [.. recorded.GetProperty("probabilities").EnumerateArray().Select(TrainingFile.Numbers)];
        var rest = RankingMetrics.RocAucOneVersusRest(labels, probabilities);
        var each = RankingMetrics.RocAucOneVersusOne(labels, probabilities);
        TrainingFile.Check(rest, recorded.GetProperty("auc_ovr_macro"), "one against the rest");
        TrainingFile.Check(each, recorded.GetProperty("auc_ovo_macro"), "one against one");
        TrainingFile.Check(RankingMetrics.LogLoss(labels, probabilities), recorded.GetProperty("log_loss"), "log loss");
        TrainingFile.Check(RankingMetrics.TopKAccuracy(labels, probabilities, 2), recorded.GetProperty("top2_accuracy"), "top 2");

        var text = file.Root.GetProperty("perplexity");
        var losses = TrainingFile.Numbers(text.GetProperty("token_nll"));
        List<(double, long)> parts = [];
        foreach (var length in TrainingFile.Numbers(text.GetProperty("segments")).Select(n => (int)n))
        {
            var done = (int)parts.Sum(p => p.Item2);
            parts.Add((losses[done..(done + length)].Sum(), length));
        }

        TrainingFile.Check(Metrics.Perplexity(parts), text.GetProperty("perplexity"), "perplexity");
        var segments = text.GetProperty("perplexity_of_segments");
        Assert.All(parts.Select((p, i) => (p, i)), s => TrainingFile.Check(Metrics.Perplexity([s.p]), segments[s.i], $"segment {s.i}"));
    }
}
