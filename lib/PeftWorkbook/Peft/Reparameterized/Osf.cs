using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// OSF (orthogonal subspace fine-tuning, arXiv 2504.07097): the weight's decomposition <c>W = U S V</c> is cut in two; the largest singular
/// directions, where earlier tasks live, are frozen, the small ones are trained with gradients that are projected away from the frozen
/// ones. It trains <c>(out + in + 1)(min(in, out) − r)</c> numbers a layer, r being the number of frozen directions.
/// </summary>
[PeftMethod("OSF", ArXiv = "2504.07097")]
public sealed record OsfConfig : LayerPeftConfig
{
    /// <summary>
    /// r, how many directions are frozen; below 1, which share of them; null means half. A layer that has no more trains nothing.
    /// </summary>
    [JsonPropertyName("effective_rank")]
    public double? EffectiveRank { get; init; }

    /// <summary>Other values for modules whose name contains a match of a pattern.</summary>
    [JsonPropertyName("rank_pattern")]
    public IReadOnlyDictionary<string, double>? RankPattern { get; init; }

    /// <summary>Written for PEFT, which does not look at it: the parts always start as the weight's.</summary>
    [JsonPropertyName("init_weights")]
    public bool? InitWeights { get; init; }

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, string> Inert { get; } =
        new Dictionary<string, string> { ["target_svd_config"] = "null" };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Extra { get; } = ["exclude_modules", .. LayerNumbers];

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) => new OsfAdapter(site, FrozenRank(site));

    private long FrozenRank(AdapterSite site)
    {
        var all = Math.Min(site.Layer.InFeatures, site.Layer.OutFeatures);
        var pattern = (RankPattern ?? new Dictionary<string, double>()).FirstOrDefault(
            p => Regex.IsMatch(site.Module, p.Key, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)));
        var rank = pattern.Key is null ? EffectiveRank : pattern.Value;
        var frozen = rank is { } given ? (long)(given < 1 ? all * given : given) : all / 2;
        return frozen >= 1
            ? Math.Min(frozen, all)
            : throw new ArgumentException(
                $"effective_rank {rank} freezes none of the {all} directions of '{site.Module}': give more.");
    }
}

/// <summary>OSF on one linear layer.</summary>
public sealed class OsfAdapter : WeightAdapter
{
    private readonly Tensor osf_U_high, osf_S_high, osf_V_high;
    private readonly Parameter U_low, S_low, V_low;

    internal OsfAdapter(AdapterSite site, long frozen) : base(nameof(OsfAdapter), site.Layer)
    {
        var weight = site.Layer.Weight;
        var (u, s, v) = Factorization.Largest(weight, long.MaxValue);
        var rest = s.numel() - frozen;
        osf_U_high = u.narrow(1, 0, frozen).contiguous().Like(weight);
        osf_S_high = s.narrow(0, 0, frozen).contiguous().Like(weight);
        osf_V_high = v.narrow(0, 0, frozen).contiguous().Like(weight);
        U_low = new(u.narrow(1, frozen, rest).contiguous().Like(weight));
        S_low = new(s.narrow(0, frozen, rest).contiguous().Like(weight));
        V_low = new(v.narrow(0, frozen, rest).contiguous().Like(weight));
        RegisterComponents();
    }

    /// <summary>Both parts put together; the weight itself is not needed.</summary>
    public override Tensor Transform(Tensor weight)
    {
        using var scope = NewDisposeScope();
        var u = WithGradient(U_low, g => g - osf_U_high.mm(osf_U_high.t().mm(g)));
        var v = WithGradient(V_low, g => g - g.mm(osf_V_high.t()).mm(osf_V_high));
        return (osf_U_high * osf_S_high).mm(osf_V_high).addmm(u * S_low, v, 1, 1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
    [
        new("osf_svd_params.U_low", U_low), new("osf_svd_params.S_low", S_low), new("osf_svd_params.V_low", V_low),
    ];

    // The parameter itself, but with the gradient of its projection: the projection is symmetric, and what is added is exactly zero.
    private static Tensor WithGradient(Parameter parameter, Func<Tensor, Tensor> project)
    {
        if (!is_grad_enabled() || !parameter.requires_grad)
        {
            return parameter;
        }

        var projected = project(parameter);
        return parameter.detach() + (projected - projected.detach());
    }
}
