using System.Globalization;
using System.Text.Json;
using Golden.Tests.Harness;
using PeftWorkbook.Training.TextMetrics;

namespace Golden.Tests.Lines;

/// <summary>Scores of texts against SQuAD's script, Google's ROUGE and sacreBLEU.</summary>
[GoldenLine("training/text_metrics.json squad")]
[GoldenLine("training/text_metrics.json rouge")]
[GoldenLine("training/text_metrics.json bleu")]
[GoldenLine("training/text_metrics.json bleu_13a")]
public sealed class TrainingTextLine : GoldenLine
{
    private TrainingFile? _file;

    private TrainingFile File => _file ??= new(Set, Name);

    private string Kind => Name.Split(' ')[1];

    public override IEnumerable<string> Discover() => File.Root.GetProperty(Kind).EnumerateArray().Select((c, i) =>
        c.TryGetProperty("name", out var name) ? $"{i}:{name.GetString()}" : i.ToString(CultureInfo.InvariantCulture));

    public override void Run(string id)
    {
        var described = File.Root.GetProperty(Kind)[int.Parse(id.Split(':')[0], CultureInfo.InvariantCulture)];
        Action<JsonElement> check = Kind switch
        {
            "squad" => OfSquad,
            "rouge" => OfRouge,
            "bleu" => OfBleu,
            _ => c => Assert.Equal(Text(c, "tokens"), string.Join(' ', BleuWords.Split(Text(c, "text"), BleuTokenizer.Mteval13a))),
        };
        check(described);
    }

    public override void Dispose()
    {
        _file?.Dispose();
        base.Dispose();
    }

    private static void OfSquad(JsonElement c)
    {
        var (prediction, answers) = (Text(c, "prediction"), Texts(c.GetProperty("answers")));
        Assert.Equal(Text(c, "normalized"), Squad.Normalize(prediction));
        Assert.Equal(Texts(c.GetProperty("normalized_answers")), answers.Select(Squad.Normalize));
        Check(c, "exact_match", Squad.ExactMatch(prediction, answers));
        Check(c, "f1", Squad.F1(prediction, answers, emptyCounts: false));
        Check(c, "f1_v2", Squad.F1(prediction, answers));
    }

    private static void OfRouge(JsonElement c)
    {
        var (ours, theirs, stem) = (Text(c, "hypothesis"), Text(c, "reference"), c.GetProperty("use_stemmer").GetBoolean());
        foreach (var (name, overlap) in new[]
        {
            ("rouge1", Rouge.N(ours, theirs, 1, stem)), ("rouge2", Rouge.N(ours, theirs, 2, stem)),
            ("rougeL", Rouge.L(ours, theirs, stem)), ("rougeLsum", Rouge.LSum(ours, theirs, stem)),
        })
        {
            var recorded = c.GetProperty(name);
            Check(recorded, "precision", overlap.Precision);
            Check(recorded, "recall", overlap.Recall);
            Check(recorded, "f1", overlap.F1);
        }
    }

    private static void OfBleu(JsonElement c)
    {
        var options = c.GetProperty("options");
        string Option(string name, string fallback) => options.TryGetProperty(name, out var v) ? v.GetString()! : fallback;
        var score = new Bleu
        {
            Tokenizer = Option("tokenize", "13a") switch
            {
                "13a" => BleuTokenizer.Mteval13a,
                "intl" => BleuTokenizer.International,
                "char" => BleuTokenizer.Characters,
                "none" => BleuTokenizer.None,
                var other => throw new GoldenException($"The tokenizer {other} is not built."),
            },
            LowerCase = TrainingFile.Flag(options, "lowercase"),
            Smoothing = Option("smooth_method", "exp") switch
            {
                "exp" => BleuSmoothing.Exponential,
                "floor" => BleuSmoothing.Floor,
                "add-k" => BleuSmoothing.AddK,
                "none" => BleuSmoothing.None,
                var other => throw new GoldenException($"The smoothing {other} is not built."),
            },
            SmoothingValue = TrainingFile.Optional(options, "smooth_value"),
            EffectiveOrder = TrainingFile.Flag(options, "effective_order"),
        }.Score(Texts(c.GetProperty("hypotheses")), [.. c.GetProperty("references").EnumerateArray().Select(Texts)]);
        Check(c, "score", score.Score);
        Check(c, "brevity_penalty", score.BrevityPenalty);
        Assert.Equal(TrainingFile.Numbers(c.GetProperty("counts")), score.Right);
        Assert.Equal(TrainingFile.Numbers(c.GetProperty("totals")), score.Total);
        Close.Check([.. score.Precisions], new("precisions", "F64", [4], TrainingFile.Numbers(c.GetProperty("precisions"))), 1e-9);
        Check(c, "hypothesis_length", score.HypothesisLength);
        Check(c, "reference_length", score.ReferenceLength);
    }

    private static string Text(JsonElement c, string name) => c.GetProperty(name).GetString()!;

    private static string[] Texts(JsonElement list) => [.. list.EnumerateArray().Select(t => t.GetString()!)];

    private static void Check(JsonElement c, string name, double actual) => TrainingFile.Check(actual, c.GetProperty(name), name);
}
