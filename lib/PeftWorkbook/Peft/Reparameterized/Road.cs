using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// RoAd, rotary adaptation (arXiv 2409.00119): in every group of outputs the first half is paired with the second, and
/// each pair is rotated and scaled, <c>y₁' = α y₁ cos θ − α y₂ sin θ</c>, <c>y₂' = α y₁ sin θ + α y₂ cos θ</c>, bias
/// included. <c>road_1</c> has one θ and α a pair (out numbers), <c>road_2</c> one for each output (2 · out),
/// <c>road_4</c> one for each entry of the rotation (4 · out). θ starts at zero and α at one. It costs two products by
/// element.
/// </summary>
[PeftMethod("ROAD", ArXiv = "2409.00119")]
public sealed record RoadConfig : LayerPeftConfig
{
    /// <summary><c>road_1</c>, <c>road_2</c> or <c>road_4</c>.</summary>
    [JsonPropertyName("variant")]
    public string Variant { get; init; } = "road_1";

    /// <summary>The outputs of a group, an even number that divides them.</summary>
    [JsonPropertyName("group_size")]
    public int GroupSize { get; init; } = 64;

    /// <summary>Whether θ starts at zero and α at one, or both at draws.</summary>
    [JsonPropertyName("init_weights")]
    public WeightStart Start { get; init; } = WeightStart.Usual;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Extra => ["exclude_modules", .. LayerNumbers];

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) =>
        GroupSize > 0 && GroupSize % 2 == 0 && site.Layer.OutFeatures % GroupSize == 0
            ? new RoadAdapter(this, site)
            : throw new ArgumentException(
                $"group_size {GroupSize} must be even and divide the {site.Layer.OutFeatures} outputs of '{site.Module}'.");
}

/// <summary>RoAd on one layer.</summary>
public sealed class RoadAdapter : WeightAdapter
{
    // How many halves of a group one group's numbers fill.
    private static readonly Dictionary<string, long> s_halves = new() { ["road_1"] = 1, ["road_2"] = 2, ["road_4"] = 4 };

    private readonly Parameter road_theta;
    private readonly Parameter road_alpha;
    private readonly long _half;

    internal RoadAdapter(RoadConfig config, AdapterSite site) : base(nameof(RoadAdapter), site.Layer)
    {
        if (!s_halves.TryGetValue(config.Variant, out var halves))
        {
            throw new ArgumentException($"variant is '{config.Variant}'; RoAd has {string.Join(", ", s_halves.Keys)}.");
        }

        using var draws = new Draws(site.Seed);
        _half = config.GroupSize / 2;
        var size = Layer.OutFeatures / 2 * halves;
        road_theta = Trained(config.Start.IsRandom ? draws.Normal(0.5, size) : zeros(size));
        road_alpha = Trained(config.Start.IsRandom ? draws.Normal(0.5, size) + 1 : ones(size));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => [new("road_theta", road_theta), new("road_alpha", road_alpha)];

    /// <inheritdoc/>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        return Rotate(next.Call(x)).MoveToOuterDisposeScope();
    }

    /// <summary><c>R W</c>.</summary>
    public override Tensor Transform(Tensor weight)
    {
        using var scope = NewDisposeScope();
        return Rotate(weight.t()).t().MoveToOuterDisposeScope();
    }

    /// <summary><c>R b</c>.</summary>
    public override Tensor? TransformBias(Tensor weight, Tensor? bias) => bias is null ? null : Rotate(bias);

    // Over the last axis: [groups, 2, half] times the factor of its own half, plus the other half times another one.
    private Tensor Rotate(Tensor y)
    {
        using var scope = NewDisposeScope();
        var groups = y.reshape(-1, Layer.OutFeatures / (2 * _half), 2, _half);
        var (own, other) = Factors();
        return ((groups * own) + (groups.flip(-2) * other)).reshape(y.shape).MoveToOuterDisposeScope();
    }

    // [groups, 2 or 1, half] each: α cos θ and ∓ α sin θ.
    private (Tensor Own, Tensor Other) Factors()
    {
        var groups = Layer.OutFeatures / (2 * _half);
        var (theta, alpha) = (road_theta.view(groups, -1, _half), road_alpha.view(groups, -1, _half));
        var sign = tensor(new float[] { -1, 1 }, theta.dtype, theta.device).view(2, 1);
        if (theta.shape[1] < 4)
        {
            return (alpha * theta.cos(), alpha * theta.sin() * sign);
        }

        var (thetas, alphas) = (theta.split(2, 1), alpha.split(2, 1));
        return (alphas[0] * thetas[0].cos(), alphas[1] * thetas[1].sin() * sign);
    }
}
