using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// NOLA (arXiv 2310.02556): LoRA's factors as combinations of random ones, <c>A = A₀ + Σ aᵢ Pᵢ / √m</c> and
/// <c>B = B₀ + Σ bᵢ Qᵢ / √m</c> with bases uniform in ±1 and <c>B₀ = 0</c>; <c>W' = W + alpha / r · B A</c>. Only the <c>2 m</c>
/// coefficients a layer are trained, from zero. The offsets A₀, B₀ and the factor 1/√m are the authors' code's; the paper has the sums
/// alone.
/// </summary>
[PeftMethod("NOLA", ArXiv = "2310.02556")]
public sealed record NolaConfig : LowRankConfig
{
    /// <summary>m, the random matrices that a factor is combined of.</summary>
    [JsonPropertyName("num_basis")]
    public int Bases { get; init; } = 64;

    /// <summary>Seeds the random matrices.</summary>
    [JsonPropertyName("basis_seed")]
    public long BasisSeed { get; init; }

    /// <summary>Whether the file holds the random matrices; without them it is small, and they are drawn again.</summary>
    [JsonPropertyName("save_basis")]
    public bool SaveBasis { get; init; } = true;

    /// <inheritdoc/>
    protected override LayerAdapter Make(AdapterSite site) => Bases > 0
        ? new NolaAdapter(site, this)
        : throw new ArgumentException($"num_basis is {Bases}; NOLA needs at least one random matrix.");
}

/// <summary>NOLA on one linear layer.</summary>
public sealed class NolaAdapter : LowRankAdapter
{
    private readonly Parameter nola_a, nola_b;
    private readonly Tensor lora_A, nola_basis_A, nola_basis_B;
    private readonly bool _isSaved;

    internal NolaAdapter(AdapterSite site, NolaConfig config) : base(nameof(NolaAdapter), site.Layer, config.Scaling, config.Dropout)
    {
        _isSaved = config.SaveBasis;
        using var draws = new Draws(unchecked((config.BasisSeed * 1_000_003) + site.Index));
        var (weight, bases, rank) = (Layer.Weight, config.Bases, config.Rank);
        lora_A = draws.Kaiming(rank, Layer.InFeatures).Like(weight);
        nola_basis_A = draws.Uniform(1, bases, rank, Layer.InFeatures).Like(weight);
        nola_basis_B = draws.Uniform(1, bases, Layer.OutFeatures, rank).Like(weight);
        (nola_a, nola_b) = (Trained(zeros(bases)), Trained(zeros(bases)));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
    [
        new("nola_a", nola_a), new("nola_b", nola_b), new("lora_A.weight", lora_A, IsTrained: false, _isSaved),
        new("nola_basis_A", nola_basis_A, IsTrained: false, _isSaved), new("nola_basis_B", nola_basis_B, IsTrained: false, _isSaved),
    ];

    /// <inheritdoc/>
    protected override (Tensor A, Tensor B) Factors() => (lora_A + Combined(nola_a, nola_basis_A), Combined(nola_b, nola_basis_B));

    private static Tensor Combined(Tensor coefficients, Tensor basis)
    {
        using var scope = NewDisposeScope();
        var sum = (coefficients / Math.Sqrt(basis.shape[0])).unsqueeze(0).mm(basis.flatten(1));
        return sum.view(basis.shape[1..]).MoveToOuterDisposeScope();
    }
}
