using System.Text.Json.Serialization;
using PeftWorkbook.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized.LoraStarts;

/// <summary>CorDA's settings. The files that PEFT may cache what it computes in are not read.</summary>
public sealed record CordaSettings
{
    /// <summary>
    /// <c>ipm</c> takes the leading directions (learns the data's task), <c>kpm</c> the last (keeps the data's
    /// knowledge).
    /// </summary>
    [JsonPropertyName("corda_method")]
    public string Method { get; init; } = "ipm";

    /// <summary>PEFT's file for what follows from the covariance.</summary>
    [JsonPropertyName("cache_file")]
    public string? CacheFile { get; init; }

    /// <summary>PEFT's file for the covariance.</summary>
    [JsonPropertyName("covariance_file")]
    public string? CovarianceFile { get; init; }

    /// <summary>Whether PEFT shows progress.</summary>
    [JsonPropertyName("verbose")]
    public bool Verbose { get; init; }

    /// <summary>Whether PEFT keeps the covariance in half precision; here it is double.</summary>
    [JsonPropertyName("use_float16_for_covariance")]
    public bool UseHalf { get; init; }

    /// <summary>Whether PEFT deletes what it left on the model.</summary>
    [JsonPropertyName("prune_temporary_fields")]
    public bool Prune { get; init; } = true;
}

/// <summary>
/// CorDA (arXiv 2406.05223): with C the covariance of the layer's input, <c>W C = U S Vᵀ</c>; <c>B = U √(S/s)</c> and
/// <c>A = √(S/s) Vᵀ C⁻¹</c> of r directions, and the base loses <c>s B A</c>.
/// </summary>
internal sealed record CordaStart : LoraStart
{
    public override bool NeedsBatches => true;

    protected internal override string Text => "\"corda\"";

    protected internal override LoraFactors Draw(LoraPlace place) =>
        (place.Config.Gathered?.GetValueOrDefault(place.Module) ?? LoraFactors.Unknown(place)) with { MovesBase = true };

    protected internal override LoraConfig Prepare(PretrainedModel model, LoraConfig config, IReadOnlyList<ModelInput> batches)
    {
        var settings = config.Corda ?? new();
        if (settings.Method is not ("ipm" or "kpm"))
        {
            throw new ArgumentException($"corda_config's corda_method is '{settings.Method}'; known are ipm, kpm.");
        }

        using var scope = NewDisposeScope();
        var survey = new ActivationSurvey(model, config);
        var covariances = Covariances(survey, batches);
        Dictionary<string, LoraFactors> gathered = [];
        foreach (var (name, layer) in survey.Layers)
        {
            var (rank, scaling) = (config.RankOf(name), config.Scaling(name));
            var found = Factor(layer.Weight.detach(), covariances[name], rank, scaling, settings.Method == "ipm");
            gathered[name] = new(found.A.MoveToOuterDisposeScope(), found.B.MoveToOuterDisposeScope());
        }

        return config with { Corda = settings, Gathered = gathered };
    }

    // The mean over texts of Xᵀ X, X being a text's inputs over the size of their largest one.
    private static Dictionary<string, Tensor> Covariances(ActivationSurvey survey, IReadOnlyList<ModelInput> batches)
    {
        Dictionary<string, (Tensor Sum, long Count)> sums = [];
        survey.Run(batches, (name, x, _) =>
        {
            var texts = x.detach().to_type(ScalarType.Float64).reshape(x.shape[0], -1, x.shape[^1]);
            texts = texts / texts.amax(1, 2).view(-1, 1, 1).abs();
            var sum = texts.transpose(1, 2).matmul(texts).sum([0]);
            sums[name] = sums.TryGetValue(name, out var before)
                ? ((before.Sum + sum).DetachFromDisposeScope(), before.Count + x.shape[0])
                : (sum.DetachFromDisposeScope(), x.shape[0]);
        });
        return sums.ToDictionary(s => s.Key, s => s.Value.Sum / s.Value.Count);
    }

    private static LoraFactors Factor(Tensor weight, Tensor covariance, int rank, double scaling, bool leading)
    {
        using var scope = NewDisposeScope();
        var width = covariance.shape[0];
        var unit = eye(width, dtype: ScalarType.Float64, device: covariance.device);
        Tensor damped, inverse;
        var damp = 0.01;
        do
        {
            damped = covariance + (unit * (covariance.diagonal().mean() * damp));
            inverse = linalg.inv(damped);
            damp *= 2;
        }
        while ((damped.mm(inverse) - unit).norm().ToDouble() >= 0.05);

        var (u, s, vh) = linalg.svd(weight.to_type(ScalarType.Float64).mm(damped), fullMatrices: false);
        if (rank > s.shape[0])
        {
            throw new ArgumentException($"CorDA's rank {rank} is more than the {s.shape[0]} directions of a layer.");
        }

        var first = leading ? 0 : s.shape[0] - rank;
        var root = (s.narrow(0, first, rank) / scaling).sqrt();
        return Decomposition.Keep(
            (vh.mm(inverse).narrow(0, first, rank) * root.unsqueeze(1)).to_type(ScalarType.Float32),
            (u.narrow(1, first, rank) * root).to_type(ScalarType.Float32));
    }
}
