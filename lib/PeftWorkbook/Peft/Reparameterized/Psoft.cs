using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// PSOFT (arXiv 2505.11235): the weight's r largest singular directions are rotated and stretched, the rest stays,
/// <c>W' = W + s B (diag(b) R diag(a) − I) A</c> with <c>s B A</c> the rank-r part of W, frozen, and <c>R = (I + Q)(I − Q)⁻¹</c> of a
/// trained skew-symmetric Q. The fresh adapter changes nothing. It trains <c>r (r − 1) / 2 + 2 r</c> numbers a layer. The file holds
/// neither A nor B: R refers to the signs that LAPACK gives singular vectors, so they are computed by it everywhere.
/// </summary>
[PeftMethod("PSOFT", ArXiv = "2505.11235")]
public sealed record PsoftConfig : LayerPeftConfig
{
    /// <summary>r, how many singular directions are rotated.</summary>
    [JsonPropertyName("r")]
    public int Rank { get; init; } = 32;

    /// <summary>s is alpha / r; it cancels against the factors unless they are changed.</summary>
    [JsonPropertyName("psoft_alpha")]
    public double Alpha { get; init; } = 32;

    /// <summary>The share of the adapter's input that is dropped in training.</summary>
    [JsonPropertyName("psoft_dropout")]
    public double Dropout { get; init; }

    /// <summary>Where the singular values go: <c>psoft_init</c> into B, <c>pissa_init</c> half into each.</summary>
    [JsonPropertyName("ab_svd_init")]
    public string FactorStart { get; init; } = "psoft_init";

    /// <summary>The decomposition: <c>full</c>, or <c>lowrank</c> by a random projection.</summary>
    [JsonPropertyName("psoft_svd")]
    public string Decomposition { get; init; } = "full";

    /// <summary>How many power iterations a low-rank decomposition takes.</summary>
    [JsonPropertyName("psoft_svd_lowrank_niter")]
    public int Iterations { get; init; } = 10;

    /// <summary>The seed of its projection.</summary>
    [JsonPropertyName("random_seed")]
    public long RandomSeed { get; init; }

    /// <summary>Whether R is a rotation; otherwise it is any matrix, and starts as the identity.</summary>
    [JsonPropertyName("psoft_orth")]
    public bool IsOrthogonal { get; init; } = true;

    /// <summary>Whether the columns of R are stretched, by a.</summary>
    [JsonPropertyName("psoft_mag_a")]
    public bool HasMagnitudeA { get; init; } = true;

    /// <summary>Whether the rows of R are stretched, by b.</summary>
    [JsonPropertyName("psoft_mag_b")]
    public bool HasMagnitudeB { get; init; } = true;

    /// <summary>Whether the inverse is a Neumann series, which needs no solver and is a rotation only nearly.</summary>
    [JsonPropertyName("use_cayley_neumann")]
    public bool UseNeumann { get; init; }

    /// <summary>How many terms the series has.</summary>
    [JsonPropertyName("num_cayley_neumann_terms")]
    public int NeumannTerms { get; init; } = 5;

    /// <summary>With the series, the largest norm of Q: larger ones are scaled down to it.</summary>
    [JsonPropertyName("cayley_neumann_eps")]
    public double? NeumannLimit { get; init; }

    /// <summary>Whether the fresh adapter changes nothing; otherwise R starts near the identity.</summary>
    [JsonPropertyName("init_weights")]
    public bool InitWeights { get; init; } = true;

    /// <summary>Whether the base stores its weights transposed; written for PEFT, and found out here.</summary>
    [JsonPropertyName("fan_in_fan_out")]
    public bool FanInFanOut { get; init; }

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site)
    {
        var most = Math.Min(site.Layer.InFeatures, site.Layer.OutFeatures);
        return Rank >= 1 && Rank <= most
            ? new PsoftAdapter(site, this)
            : throw new ArgumentException($"Rank {Rank} does not fit '{site.Module}': give one from 1 to {most}.");
    }

    /// <summary>A and B, so that <c>s B A</c> is the weight's part of rank r.</summary>
    internal (Tensor A, Tensor B) Factors(Tensor weight)
    {
        var (u, s, v) = Decomposition switch
        {
            "full" => Factorization.Largest(weight, Rank, ScalarType.Float32),
            "lowrank" => Factorization.Randomized(weight, Rank, Iterations, RandomSeed),
            var other => throw new ArgumentException($"psoft_svd is '{other}'; known are full and lowrank."),
        };
        var scaled = s * (Rank / Alpha);
        return FactorStart switch
        {
            "psoft_init" => (v, u * scaled),
            "pissa_init" => (scaled.sqrt().unsqueeze(1) * v, u * scaled.sqrt()),
            var other => throw new ArgumentException($"ab_svd_init is '{other}'; known are psoft_init and pissa_init."),
        };
    }
}

/// <summary>PSOFT on one linear layer.</summary>
public sealed class PsoftAdapter : LowRankAdapter
{
    private readonly Tensor _psoft_A_cache, _psoft_B_cache;
    private readonly Parameter psoft_R;
    private readonly Parameter? vector_a, vector_b;
    private readonly PsoftConfig _config;

    internal PsoftAdapter(AdapterSite site, PsoftConfig config)
        : base(nameof(PsoftAdapter), site.Layer, config.Alpha / config.Rank, config.Dropout)
    {
        _config = config;
        using var generator = new Generator((ulong)site.Seed);
        var (weight, rank) = (site.Layer.Weight, config.Rank);
        var (a, b) = config.Factors(weight);
        (_psoft_A_cache, _psoft_B_cache) = (a.contiguous().Like(weight), b.contiguous().Like(weight));
        long[] shape = config.IsOrthogonal ? [rank * (rank - 1) / 2] : [rank, rank];
        var start = config.InitWeights ? zeros(shape) : TorchDraws.Normal(generator, 0.1, shape);
        psoft_R = new((config.IsOrthogonal ? start : start + eye(rank)).Like(weight));
        vector_a = config.HasMagnitudeA ? new(ones([rank]).Like(weight)) : null;
        vector_b = config.HasMagnitudeB ? new(ones([rank]).Like(weight)) : null;
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
    [
        new("psoft_R.weight", psoft_R),
        .. vector_a is null ? Array.Empty<AdapterTensor>() : [new("psoft_R.vector_a", vector_a)],
        .. vector_b is null ? Array.Empty<AdapterTensor>() : [new("psoft_R.vector_b", vector_b)],
        new(nameof(_psoft_A_cache), _psoft_A_cache, IsTrained: false, IsSaved: false),
        new(nameof(_psoft_B_cache), _psoft_B_cache, IsTrained: false, IsSaved: false),
    ];

    /// <summary>diag(b) R diag(a): <c>[r, r]</c>.</summary>
    public Tensor Rotation()
    {
        using var scope = NewDisposeScope();
        var r = !_config.IsOrthogonal ? psoft_R : _config.UseNeumann ? Neumann(Skew()) : Cayley(Skew());
        r = vector_b is null ? r : vector_b.unsqueeze(1) * r;
        return (vector_a is null ? r.alias() : r * vector_a).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override (Tensor A, Tensor B) Factors() =>
        ((Rotation() - One(psoft_R)).mm(_psoft_A_cache), _psoft_B_cache);

    // The numbers fill the triangle above the diagonal row by row.
    private Tensor Skew()
    {
        var rank = _config.Rank;
        var places = ones([rank, rank], ScalarType.Bool, psoft_R.device).triu(1).flatten().nonzero().squeeze(1);
        var upper = zeros([rank * rank], psoft_R.dtype, psoft_R.device).scatter(0, places, psoft_R).view(rank, rank);
        return upper - upper.t();
    }

    // libtorch 1.13 has no bfloat16 identity.
    private Tensor One(Tensor like) => eye(_config.Rank, device: like.device).to_type(like.dtype);

    private Tensor Cayley(Tensor q)
    {
        var wide = q.to_type(ScalarType.Float32);
        var one = One(wide);
        return linalg.solve(one - wide, one + wide).to_type(q.dtype);       // both are polynomials of Q: the order is free
    }

    // I + 2Q + 2Q² + … + Qᵗ: the last power counts once
    private Tensor Neumann(Tensor q)
    {
        if (_config.NeumannLimit is { } limit)
        {
            var norm = q.norm();
            q *= where(norm.gt(limit), limit / (norm + 1e-12), ones_like(norm));
        }

        var (sum, power, terms) = (One(q), q, _config.NeumannTerms);
        sum = terms > 1 ? sum + (q * 2) : sum;
        sum = terms > 2 ? sum + ((power = q.mm(q)) * 2) : sum;
        for (var i = 3; i < terms - 1; i++)
        {
            sum += (power = power.mm(q)) * 2;
        }

        return terms > 2 ? sum + power.mm(q) : sum;
    }
}
