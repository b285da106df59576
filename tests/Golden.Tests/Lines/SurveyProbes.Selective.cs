using System.Text.Json.Nodes;
using Golden.Tests.Harness;
using PeftWorkbook.Models;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Selective;
using PeftWorkbook.Peft.Selective.Entries;
using PeftWorkbook.Training.Optimizers;
using static TorchSharp.torch;

namespace Golden.Tests.Lines;

/// <summary>The scores that entries are chosen by.</summary>
[SurveyProbe("SAM")]
[SurveyProbe("SIFT")]
[SurveyProbe("GPS")]
[SurveyProbe("FISH")]
[SurveyProbe("LT_SFT")]
internal sealed class ScoresProbe : SurveyProbe
{
    internal override void Loaded(SurveyCase given, PeftModel peft)
    {
        var (names, rounding) = (given.Expected.Below("score.").ToList(), Rounding(given));
        var largest = names.Max(n => given.Expected["score." + n].Largest);
        var (ours, losses) = Scores(given, ScalarType.Float32);
        foreach (var name in names)
        {
            Close.Check(ours[name], given.Expected["score." + name], Close.Exact + (rounding / largest), largest);
        }

        if (given.Expected.Find("phase1.losses") is { } recorded)
        {
            Close.Check(losses, recorded);
        }
    }

    // Where the library takes other entries than the recorded ones, it takes as many, and their scores are the same but for rounding.
    internal override void Masks(SurveyCase given, IReadOnlyDictionary<string, GoldenTensor> ours) => Check(given, ours, Rounding(given));

    /// <summary>Compares masks, with their entries' scores.</summary>
    internal static void Check(SurveyCase given, IReadOnlyDictionary<string, GoldenTensor> ours, double rounding)
    {
        var scores = ours.Keys.Where(n => given.Expected.Has("score." + n)).ToDictionary(n => n, n => given.Expected["score." + n]);
        var largest = scores.Values.Select(s => s.Largest).DefaultIfEmpty(0).Max();
        List<double> more = [], fewer = [];
        foreach (var (name, mask) in ours)
        {
            var recorded = given.Expected["mask." + name];
            for (var i = 0; i < mask.Values.Length; i++)
            {
                if (mask.Values[i] != recorded.Values[i])
                {
                    (mask.Values[i] > 0 ? more : fewer).Add(Math.Abs(scores[name].Values[i]));
                }
            }
        }

        Assert.Equal(fewer.Count, more.Count);
        var bound = more.Count == 0 ? 0 : (Close.Exact * largest) + (2 * rounding);
        Assert.All(more.Order().Zip(fewer.Order()), p => Assert.True(Math.Abs(p.First - p.Second) <= bound, $"{p.First} for {p.Second}"));
    }

    // AdamW divides small gradients by themselves, so that what entries move by is rounded more than gradients are.
    private static double Rounding(SurveyCase given)
    {
        if (given.Config() is not LtSftConfig)
        {
            return 0;
        }

        var (single, twice) = (Scores(given, ScalarType.Float32).Scores, Scores(given, ScalarType.Float64).Scores);
        return single.Max(s => s.Value.Zip(twice[s.Key], (a, b) => Math.Abs(a - b)).Max());
    }

    private static (Dictionary<string, double[]> Scores, double[] Losses) Scores(SurveyCase given, ScalarType dtype)
    {
        using var model = given.Base(dtype);
        using var scores = Of(given, model);
        var all = scores.Tensors.SelectMany(t => new[] { (Name: t.Key, t.Value), (Name: model.Alias(t.Key), t.Value) })
            .DistinctBy(t => t.Name).ToDictionary(t => t.Name, t => Close.Values(t.Value));
        return (all, [.. scores.Losses]);
    }

    private static EntryScores Of(SurveyCase given, PretrainedModel model) => given.Config() switch
    {
        FishConfig fish => EntryScores.Fisher(model, given.Batches, fish.Method == "expect"),
        LtSftConfig lottery => lottery.FirstPhase(model, given.Batches, lottery.TensorsOf(model).Contains),
        _ => EntryScores.Gradients(model, given.Batches),
    };
}

/// <summary>The Fisher information of D, its threshold, and the authors' AdamW.</summary>
[SurveyProbe("CHILD_TUNING")]
internal sealed class ChildTuningProbe : SurveyProbe
{
    internal override void Masks(SurveyCase given, IReadOnlyDictionary<string, GoldenTensor> ours) =>
        ScoresProbe.Check(given, ours, rounding: 0);

    internal override void Count(SurveyCase given, PeftModel peft, JsonNode recorded) =>
        Assert.Equal(recorded.GetValue<long>(), ((ChildTuningAttachment)peft.Attached("default")).Count);

    internal override void Loaded(SurveyCase given, PeftModel peft)
    {
        var config = (ChildTuningConfig)given.Config();
        if (config.Mode != "D")
        {
            return;
        }

        using var model = given.Base();
        using var prepared = ((ChildTuningConfig)config.Prepare(model, given.Batches)).Scores!;
        var names = given.Expected.Below("score.").ToList();
        var largest = names.Max(n => given.Expected["score." + n].Largest);
        foreach (var name in names)
        {
            Close.Check(Close.Values(prepared.Tensors[name]), given.Expected["score." + name], scale: largest);
        }

        Close.Check(ChildTuningAttachment.Percentile(prepared, 1 - config.Share), given.Expected["polar"]);
    }

    internal override optim.Optimizer Optimizer(SurveyCase given, PeftModel peft, string run) =>
        AdamWVariantSettings.Transformers(epsilon: 1e-8).Create([new("all", [.. peft.NamedOptimized()], 1e-2, 1e-2)]);
}

/// <summary>Diff pruning's gate and penalty behind <c>adapted.*</c>.</summary>
[SurveyProbe("DIFF_PRUNING")]
internal sealed class DiffPruningProbe : SurveyProbe
{
    internal override void Loaded(SurveyCase given, PeftModel peft)
    {
        peft.train();
        var attachment = (DiffPruningAttachment)peft.Attached("default");
        using (var penalty = attachment.AddedLoss()!)
        {
            Close.Check(penalty, given.Expected["adapted.l0_penalty"]);
        }

        given.GiveDraws(peft, forTraining: false);
        foreach (var (site, _, adapter) in attachment.Sites)
        {
            using var gate = ((DiffPruningAdapter)adapter).Gate();
            Close.Check(gate, given.Expected[$"z.{site.Module}.weight"]);
        }

        peft.eval();
    }
}

/// <summary>LISA takes the recorded draws from its first one on.</summary>
[SurveyProbe("LISA")]
internal sealed class LisaProbe : SurveyProbe
{
    internal override optim.Optimizer? Optimizer(SurveyCase given, PeftModel peft, string run)
    {
        given.GiveDraws(peft, forTraining: true);
        peft.SetAdapter("default");
        return null;
    }
}

/// <summary>BAdam's block of every step.</summary>
[SurveyProbe("BADAM")]
internal sealed class BadamProbe : SurveyProbe
{
    internal override void Count(SurveyCase given, PeftModel peft, JsonNode recorded) =>
        Assert.Contains(peft.TrainableParameters().Trainable, recorded.AsObject().Select(b => b.Value!.GetValue<long>()));

    internal override void BeforeStep(SurveyCase given, PeftModel peft, string run, int step) =>
        Assert.Equal(given.Expected["active"].Values[step], ((BadamAttachment)peft.Attached("default")).Block);
}

/// <summary>GaLore's directions, whose signs are free, and what they make of the first gradients.</summary>
[SurveyProbe("GALORE")]
internal sealed class GaloreProbe : SurveyProbe
{
    // Kept moments follow the signs of new directions, which no one recorded.
    internal override int Variants => 6;

    internal override optim.Optimizer? Optimizer(SurveyCase given, PeftModel peft, string run)
    {
        var settings = (AdamWVariantSettings)peft.Config().Optimizer(new())!;
        if (Variant == 0)
        {
            return null;
        }

        var signs = new Random(Variant);
        Tensor Turned(Tensor directions)
        {
            var isRight = directions.shape[0] == settings.Projection!.Rank;
            double[] drawn = [.. Enumerable.Range(0, settings.Projection.Rank).Select(_ => signs.Next(2) == 0 ? -1.0 : 1)];
            return directions * tensor(drawn).to_type(directions.dtype).unsqueeze(isRight ? 1 : 0);
        }

        settings = settings with { Projection = settings.Projection! with { Turn = Turned } };
        return settings.Create([new("all", [.. peft.NamedOptimized()], 1e-2, 1e-2)]);
    }

    internal override void AfterStep(SurveyCase given, PeftModel peft, string run, int step, optim.Optimizer optimizer)
    {
        var parameters = peft.NamedOptimized().ToDictionary(p => p.Name, p => p.Parameter);
        var projection = ((AdamWVariantSettings)peft.Config().Optimizer(new())!).Projection!;
        foreach (var name in step > 0 || Variant > 0 ? [] : given.Expected.Below("step0.projector."))
        {
            var directions = ((AdamWVariant)optimizer).Projector(parameters[name])!;
            Check(directions, given.Expected["step0.projector." + name], Close.Loose);      // vectors of close values mix
            using var low = projection.Project(parameters[name].grad!, directions);
            Check(low, given.Expected["step0.low_rank_grad." + name], Close.Loose);
        }
    }

    private static void Check(Tensor ours, GoldenTensor recorded, double bound) => Close.Check(
        [.. Close.Values(ours).Select(Math.Abs)], recorded with { Values = [.. recorded.Values.Select(Math.Abs)] }, bound);
}
