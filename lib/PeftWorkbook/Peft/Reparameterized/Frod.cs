using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// FRoD (AAAI 2026, doi 10.1609/aaai.v40i31.39813): layers that play the same role share one basis V, in which each weight is
/// <c>W = U diag(l) Vᵀ</c> with unit columns in U; then <c>W' = U (S + diag(l)) Vᵀ</c>, S sparse at random places. S starts at zero and l
/// at the weight's. It trains <c>in + nnz(S)</c> numbers a layer.
/// </summary>
[PeftMethod("FROD")]
public sealed record FrodConfig : LayerPeftConfig, ITrainsBiases
{
    /// <summary>The share of S's entries that are trained.</summary>
    [JsonPropertyName("sparse_rate")]
    public double SparseRate { get; init; } = 0.01;

    /// <summary>What keeps the joint decomposition's inverses stable.</summary>
    [JsonPropertyName("regularization_alpha")]
    public double Regularization { get; init; } = 1e-3;

    /// <summary>The seed of S's places.</summary>
    [JsonPropertyName("projection_prng_key")]
    public long ProjectionSeed { get; init; }

    /// <summary>Whether the file holds V and the places; they are computed again otherwise.</summary>
    [JsonPropertyName("save_projection")]
    public bool SaveProjection { get; init; } = true;

    /// <summary>The share of the adapter's input that is dropped in training.</summary>
    [JsonPropertyName("frod_dropout")]
    public double Dropout { get; init; }

    /// <summary>Whether the fresh adapter changes nothing; otherwise S and l start off the weight's.</summary>
    [JsonPropertyName("init_weights")]
    public bool InitWeights { get; init; } = true;

    /// <summary>Whether the base stores its weights transposed; written for PEFT, and found out here.</summary>
    [JsonPropertyName("fan_in_fan_out")]
    public bool FanInFanOut { get; init; }

    /// <summary>Written for PEFT, which shows a progress bar.</summary>
    [JsonPropertyName("progressbar")]
    public bool ShowsProgress { get; init; } = true;

    /// <inheritdoc/>
    [JsonPropertyName("bias")]
    public string Bias { get; init; } = "none";

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, string> Inert { get; } =
        new Dictionary<string, string> { ["runtime_offload_base_weight"] = "false" };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Extra { get; } = ["exclude_modules"];

    /// <inheritdoc/>
    protected internal override AdapterShare CreateShare(IReadOnlyList<AdapterSite> sites, long seed) => SparseRate is >= 0 and <= 1
        ? new FrodBasis(this, sites)
        : throw new ArgumentException($"sparse_rate is {SparseRate}: give one from 0 to 1.");

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) => new FrodAdapter(site, this);
}

/// <summary>FRoD on one linear layer.</summary>
public sealed class FrodAdapter : WeightAdapter
{
    private readonly Tensor frod_U;
    private readonly Parameter frod_lambda_l;
    private readonly Parameter frod_lambda_s_values;
    private readonly AdapterSite _site;
    private readonly double _dropout;

    internal FrodAdapter(AdapterSite site, FrodConfig config) : base(nameof(FrodAdapter), site.Layer)
    {
        (_site, _dropout) = (site, config.Dropout);
        using var generator = new Generator((ulong)site.Seed);
        var weight = site.Layer.Weight;
        var (u, l) = FrodBasis.Split(weight, Basis.Of(site.Module).V);
        var nonzero = Basis.Of(site.Module).Places.shape[1];
        var noise = config.InitWeights ? 0 : 0.1;
        frod_U = u.Like(weight);
        frod_lambda_l = new((l + TorchDraws.Normal(generator, noise, l.numel()).Like(l)).Like(weight));
        frod_lambda_s_values = new(TorchDraws.Normal(generator, noise, nonzero).Like(weight));
        RegisterComponents();
        Basis.Changed += Refit;
    }

    private FrodBasis Basis => (FrodBasis)_site.Share!;

    /// <summary><c>U (S + diag(l)) Vᵀ</c>; the weight itself is not needed.</summary>
    public override Tensor Transform(Tensor weight)
    {
        using var scope = NewDisposeScope();
        var (v, places) = Basis.Of(_site.Module);
        var wide = v.shape[0];
        var flat = zeros([wide * wide], frod_lambda_l.dtype, frod_lambda_l.device);
        var sparse = flat.scatter_add(0, (places[0] * wide) + places[1], frod_lambda_s_values).view(wide, wide);
        return frod_U.mm(sparse + frod_lambda_l.diag()).mm(v.t()).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        if (!training || _dropout == 0)
        {
            return base.Forward(x, next);
        }

        using var scope = NewDisposeScope();
        var change = Transform(Layer.Weight) - Layer.Weight;
        return (next.Call(x) + Layer.Apply(F.dropout(x, _dropout), change, null)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
    [
        new(nameof(frod_lambda_l), frod_lambda_l), new(nameof(frod_lambda_s_values), frod_lambda_s_values),
        new(nameof(frod_U), frod_U, IsTrained: false, IsSaved: false),
    ];

    // A V from a file may differ from ours in signs and order, so U follows it.
    private void Refit(string role)
    {
        if (role == FrodBasis.RoleOf(_site.Module))
        {
            using var scope = NewDisposeScope();
            using var _ = no_grad();
            frod_U.copy_(FrodBasis.Split(Layer.Weight, Basis.Of(_site.Module).V).U);
        }
    }
}
