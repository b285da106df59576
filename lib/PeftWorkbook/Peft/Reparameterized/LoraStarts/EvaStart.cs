using System.Text.Json.Serialization;
using PeftWorkbook.Models;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized.LoraStarts;

/// <summary>EVA's settings.</summary>
public sealed record EvaSettings
{
    /// <summary>A layer gets at most ρ r of the ranks that are shared out.</summary>
    [JsonPropertyName("rho")]
    public double Rho { get; init; } = 2;

    /// <summary>
    /// The likeness at which PEFT's incremental search stops; here the directions are exact for the batches.
    /// </summary>
    [JsonPropertyName("tau")]
    public double Tau { get; init; } = 0.99;

    /// <summary>Whether positions with the label <see cref="MaskedLabel"/> are left out.</summary>
    [JsonPropertyName("use_label_mask")]
    public bool UseLabelMask { get; init; } = true;

    /// <summary>The label of positions that are left out.</summary>
    [JsonPropertyName("label_mask_value")]
    public long MaskedLabel { get; init; } = -100;

    /// <summary>Whether the directions are divided by their singular values.</summary>
    [JsonPropertyName("whiten")]
    public bool Whiten { get; init; }

    /// <summary>Whether alpha follows a layer's rank, so that the scaling stays.</summary>
    [JsonPropertyName("adjust_scaling_factors")]
    public bool AdjustScaling { get; init; } = true;
}

/// <summary>
/// EVA (arXiv 2410.07170): A is the principal directions of the layer's input on some batches, B zero. All layers
/// together have the ranks
/// that r gives each; they go to the directions that explain most of their layer's variance.
/// </summary>
internal sealed record EvaStart : LoraStart
{
    public override bool NeedsBatches => true;

    protected internal override string Text => "\"eva\"";

    protected internal override LoraFactors Draw(LoraPlace place) =>
        place.Config.Gathered?.GetValueOrDefault(place.Module) ?? Kaiming.Draw(place);

    protected internal override LoraConfig Prepare(PretrainedModel model, LoraConfig config, IReadOnlyList<ModelInput> batches)
    {
        using var scope = NewDisposeScope();
        var settings = config.Eva ?? new();
        var survey = new ActivationSurvey(model, config);
        var most = (int)Math.Round(config.Rank * settings.Rho);
        var found = Moments(survey, batches, settings).ToDictionary(m => m.Key, m => m.Value.Directions(most));
        var ranks = ShareOut(found.ToDictionary(f => f.Key, f => f.Value.Shares), config.Rank * found.Count);
        var kept = ranks.Where(r => r.Value > 0).ToDictionary();
        return config with
        {
            Eva = settings,
            TargetModules = kept.Keys.ToArray(),
            RankPattern = Changed(kept, config, r => r),
            AlphaPattern = settings.AdjustScaling ? Changed(kept, config, r => config.Alpha * r / config.Rank) : config.AlphaPattern,
            Gathered = survey.Layers.Where(l => kept.ContainsKey(l.Name)).ToDictionary(
                l => l.Name, l => Factors(found[l.Name], kept[l.Name], l.Layer, settings.Whiten)),
        };
    }

    private static Dictionary<string, T> Changed<T>(Dictionary<string, int> ranks, LoraConfig config, Func<int, T> value) =>
        ranks.Where(r => r.Value != config.Rank).ToDictionary(r => r.Key, r => value(r.Value));

    private static LoraFactors Factors(Principal found, int rank, BaseLayer layer, bool whiten)
    {
        using var scope = NewDisposeScope();
        var directions = found.Rows.narrow(0, 0, rank);
        var a = whiten ? directions / found.Sizes.narrow(0, 0, rank).unsqueeze(1) : directions;
        var kept = Decomposition.Keep(a.to_type(ScalarType.Float32), zeros(layer.OutFeatures, rank, device: a.device));
        return new(kept.A.DetachFromDisposeScope(), kept.B.DetachFromDisposeScope());
    }

    private static Dictionary<string, Moment> Moments(ActivationSurvey survey, IReadOnlyList<ModelInput> batches, EvaSettings settings)
    {
        Dictionary<string, Moment> moments = [];
        survey.Run(batches, (name, x, batch) =>
        {
            var rows = x.detach().to_type(ScalarType.Float64).reshape(-1, x.shape[^1]);
            if (Kept(batch, settings) is { } kept && kept.numel() == rows.shape[0])
            {
                rows = rows.masked_select(kept.view(-1, 1).expand(-1, rows.shape[1])).view(-1, rows.shape[1]);
            }

            var (count, sum, square) = (rows.shape[0], rows.sum([0]), rows.t().mm(rows));
            moments[name] = moments.TryGetValue(name, out var before)
                ? new(before.Count + count, (before.Sum + sum).DetachFromDisposeScope(), (before.Square + square).DetachFromDisposeScope())
                : new(count, sum.DetachFromDisposeScope(), square.DetachFromDisposeScope());
        });
        return moments;
    }

    // The positions that count: those of the mask whose labels, where each position has one, are not left out.
    private static Tensor? Kept(ModelInput batch, EvaSettings settings)
    {
        var mask = batch.AttentionMask?.to_type(ScalarType.Bool);
        return settings.UseLabelMask && batch.Labels is { } labels && mask is not null && labels.numel() == mask.numel()
            ? mask.logical_and(labels.ne(settings.MaskedLabel))
            : mask;
    }

    // The ranks go to the largest shares of all layers; equals go to the earlier layer.
    private static Dictionary<string, int> ShareOut(Dictionary<string, double[]> shares, int ranks)
    {
        var chosen = shares.SelectMany(s => s.Value.Select(v => (s.Key, Value: v))).OrderByDescending(s => s.Value).Take(ranks);
        var counts = chosen.GroupBy(c => c.Key).ToDictionary(g => g.Key, g => g.Count());
        return shares.Keys.ToDictionary(k => k, k => counts.GetValueOrDefault(k));
    }

    // What a layer's inputs add up to: their number, sum [in] and sum of products [in, in].
    private sealed record Moment(long Count, Tensor Sum, Tensor Square)
    {
        internal Principal Directions(int most)
        {
            var mean = Sum / Count;
            var spread = Square - (mean.outer(mean) * Count);
            var (u, s, _) = linalg.svd(spread);
            var kept = Math.Min(most, s.shape[0]);
            var shares = (s / s.sum()).narrow(0, 0, kept).cpu();
            return new(u.t().narrow(0, 0, kept), s.narrow(0, 0, kept).sqrt(), [.. shares.data<double>()]);
        }
    }

    // Unit directions [k, in], their singular values [k], and the shares of the variance that they explain.
    private sealed record Principal(Tensor Rows, Tensor Sizes, double[] Shares);
}
