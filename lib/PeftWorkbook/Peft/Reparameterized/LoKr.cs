using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// LoKr (LyCORIS, arXiv 2309.14859; KronA, arXiv 2212.10650): <c>ΔW = s (W₁ ⊗ W₂)</c> with <c>W₁ [d₁, k₁]</c>, <c>W₂
/// [d₂, k₂]</c>,
/// <c>d = d₁ d₂</c>, <c>k = k₁ k₂</c> and <c>s = alpha / r</c>; factors that are large for their rank are products of
/// two themselves. W₁ starts at zero. It trains <c>d₁ k₁ + d₂ k₂</c> numbers a layer, or <c>r (d₂ + k₂)</c> in place of
/// <c>d₂ k₂</c>. The output is computed factor by factor, without ΔW.
/// </summary>
[PeftMethod("LOKR", ArXiv = "2309.14859")]
public sealed record LoKrConfig : LycorisConfig
{
    /// <summary>Whether W₁ may be a product too.</summary>
    [JsonPropertyName("decompose_both")]
    public bool DecomposesBoth { get; init; }

    /// <summary>The wanted size of W₁; -1 takes the divisor nearest to the square root.</summary>
    [JsonPropertyName("decompose_factor")]
    public int Factor { get; init; } = -1;

    /// <summary>Whether dropped rows are made up for by the others.</summary>
    [JsonPropertyName("rank_dropout_scale")]
    public bool ScalesRankDropout { get; init; }

    internal override bool RescalesRows => ScalesRankDropout;

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) => new LoKrAdapter(this, site);

    /// <summary>
    /// Splits a size in two: the factor itself where it divides, else its largest divisor up to the factor and the
    /// square root.
    /// </summary>
    internal static (long First, long Second) Split(long size, int factor)
    {
        if (factor > 0 && size % factor == 0)
        {
            return (factor, size / factor);
        }

        var first = 1L;
        for (var candidate = 2L; candidate * candidate <= size && (factor < 0 || candidate <= factor); candidate++)
        {
            first = size % candidate == 0 ? candidate : first;
        }

        return (first, size / first);
    }
}

/// <summary>LoKr on one layer.</summary>
public sealed class LoKrAdapter : LycorisAdapter
{
    // Which factor starts at zero, if any.
    private static readonly Dictionary<string, int> s_zeroFactor = new() { ["true"] = 1, ["lycoris"] = 2, ["false"] = 0 };

    private readonly Parameter? lokr_w1;
    private readonly Parameter? lokr_w1_a;
    private readonly Parameter? lokr_w1_b;
    private readonly Parameter? lokr_w2;
    private readonly Parameter? lokr_w2_a;
    private readonly Parameter? lokr_w2_b;
    private readonly Parameter? lokr_t2;

    internal LoKrAdapter(LoKrConfig config, AdapterSite site)
        : base(nameof(LoKrAdapter), site.Layer, config, config.Of(site.Module).Scaling)
    {
        using var draws = new Draws(site.Seed);
        var (rank, shape) = (config.Of(site.Module).Rank, Layer.Weight.shape);
        var ((d1, d2), (k1, k2)) = (LoKrConfig.Split(shape[0], config.Factor), LoKrConfig.Split(shape[1], config.Factor));
        var (zero, kernel) = (config.Start.Choose(s_zeroFactor), shape[2..]);
        Parameter Factor(bool isZero, params long[] size) => Trained(isZero ? zeros(size) : draws.Kaiming(size));

        if (config.DecomposesBoth && rank < Math.Max(d1, k1) / 2.0)
        {
            (lokr_w1_a, lokr_w1_b) = (Factor(zero == 1, d1, rank), Factor(false, rank, k1));
        }
        else
        {
            lokr_w1 = Factor(zero == 1, d1, k1);
        }

        if (rank >= Math.Max(d2, k2) / 2.0)
        {
            lokr_w2 = Factor(zero == 2, [d2, k2, .. kernel]);
        }
        else if (config.HasCore(Layer))
        {
            (lokr_w2_a, lokr_w2_b) = (Factor(false, rank, d2), Factor(zero == 2, rank, k2));
            lokr_t2 = Factor(false, [rank, rank, .. kernel]);
        }
        else
        {
            lokr_w2_a = Factor(false, d2, rank);
            lokr_w2_b = Factor(zero == 2, rank, kernel.Aggregate(k2, (a, b) => a * b));
        }

        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor Delta()
    {
        using var scope = NewDisposeScope();
        var second = lokr_w2 is not null ? lokr_w2
            : lokr_t2 is null ? lokr_w2_a!.mm(lokr_w2_b!)
            : einsum("ijkl,ip,jr->prkl", lokr_t2, lokr_w2_a!, lokr_w2_b!);
        var first = First() * Scaling;
        return (second.dim() == 4 ? first.unsqueeze(2).unsqueeze(2) : first).kron(second)
            .reshape(Layer.Weight.shape)
            .MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
        from named in new (string Suffix, Parameter? Tensor)[]
        {
            ("lokr_w1", lokr_w1), ("lokr_w1_a", lokr_w1_a), ("lokr_w1_b", lokr_w1_b),
            ("lokr_w2", lokr_w2), ("lokr_w2_a", lokr_w2_a), ("lokr_w2_b", lokr_w2_b), ("lokr_t2", lokr_t2),
        }
        where named.Tensor is not null
        select new AdapterTensor(named.Suffix, named.Tensor);

    private protected override bool IsNarrow => true;

    // (W₁ ⊗ W₂) x is W₁ X W₂ᵀ, where X [k₁, k₂] holds x row by row.
    private protected override Tensor AddNarrow(Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        var first = First() * Scaling;                                          // [d₁, k₁]
        var folded = x.reshape(-1, x.shape[^1] / first.shape[1]);               // [rows · k₁, k₂]
        var right = lokr_w2 is null ? folded.mm(lokr_w2_b!.t()).mm(lokr_w2_a!.t()) : folded.mm(lokr_w2.t());
        var sum = first.matmul(right.view(-1, first.shape[1], right.shape[1])); // [rows, d₁, d₂]
        return (y + sum.reshape(y.shape)).MoveToOuterDisposeScope();
    }

    private Tensor First() => lokr_w1 is null ? lokr_w1_a!.mm(lokr_w1_b!) : lokr_w1;
}
