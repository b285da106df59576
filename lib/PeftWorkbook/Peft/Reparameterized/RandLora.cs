using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// RandLoRA (arXiv 2502.00987): a full-rank update out of n = ⌈min(in, out) / r⌉ frozen random products,
/// <c>W' = W + α/r Σ_n B_n diag(λ_n) A diag(γ_n)</c>, with one A and n B's shared by all layers. λ starts at zero. It trains
/// <c>n (r + min(in, out))</c> numbers a layer. PEFT flattens A by rows first and B by bases first, so that its products pair rows of
/// different bases; files mean that order, and so does this.
/// </summary>
[PeftMethod("RANDLORA", ArXiv = "2502.00987")]
public sealed record RandLoraConfig : LayerPeftConfig, ITrainsBiases
{
    /// <summary>r, the width of each random product.</summary>
    [JsonPropertyName("r")]
    public int Rank { get; init; } = 32;

    /// <summary>The update is scaled by alpha / r.</summary>
    [JsonPropertyName("randlora_alpha")]
    public double Alpha { get; init; } = 640;

    /// <summary>The seed of the random matrices.</summary>
    [JsonPropertyName("projection_prng_key")]
    public long ProjectionSeed { get; init; }

    /// <summary>Whether the file holds the random matrices.</summary>
    [JsonPropertyName("save_projection")]
    public bool SaveProjection { get; init; } = true;

    /// <summary>Whether two thirds of their entries are zero and the rest ±1.</summary>
    [JsonPropertyName("sparse")]
    public bool IsSparse { get; init; }

    /// <summary>Whether all but one in √min(in, out) are zero.</summary>
    [JsonPropertyName("very_sparse")]
    public bool IsVerySparse { get; init; }

    /// <summary>The share of the adapter's input that is dropped in training.</summary>
    [JsonPropertyName("randlora_dropout")]
    public double Dropout { get; init; }

    /// <summary>Whether λ starts at zero; otherwise at random, so that the fresh adapter does something.</summary>
    [JsonPropertyName("init_weights")]
    public bool InitWeights { get; init; } = true;

    /// <summary>Whether the base stores its weights transposed; written for PEFT, and found out here.</summary>
    [JsonPropertyName("fan_in_fan_out")]
    public bool FanInFanOut { get; init; }

    /// <inheritdoc/>
    [JsonPropertyName("bias")]
    public string Bias { get; init; } = "none";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Extra { get; } = ["exclude_modules"];

    /// <inheritdoc/>
    protected internal override AdapterShare CreateShare(IReadOnlyList<AdapterSite> sites, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Rank, 1, "r");
        var (wide, tall) = (sites.Max(s => s.Layer.InFeatures), sites.Max(s => s.Layer.OutFeatures));
        var (small, large) = (Math.Min(wide, tall), Math.Max(wide, tall));
        long[] a = [Rank, 1, small], b = [large, Bases(small), Rank];
        using var generator = new Generator((ulong)ProjectionSeed);
        var (kind, sparsity) = IsVerySparse ? ("very sparse", Math.Sqrt(small)) : IsSparse ? ("sparse", 3) : ("dense", 0);
        var drawnA = sparsity > 0 ? Sparse(generator, a, sparsity) : Dense(generator, a);
        var drawnB = sparsity > 0
            ? Sparse(generator, b, sparsity)
            : cat([.. Enumerable.Range(0, (int)b[1]).Select(_ => Dense(generator, [large, 1, Rank]))], 1);
        var weight = sites[0].Layer.Weight;
        ProjectionKey key = new(ProjectionSeed, Rank, kind, string.Join(" x ", a), string.Join(" x ", b));
        return new SharedProjection(
            "randlora", key, SaveProjection, (drawnA / drawnA.std()).Like(weight), (drawnB / drawnB.std()).Like(weight));
    }

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) => new RandLoraAdapter(site, this);

    /// <summary>n, how many products it takes for full rank.</summary>
    internal long Bases(long small) => (small + Rank - 1) / Rank;

    // In bfloat16, as PEFT draws: other draws would be another adapter where the file has none.
    private static Tensor Dense(Generator generator, long[] shape)
    {
        var bound = 1 / Math.Sqrt(shape.Skip(1).Aggregate(1.0, (product, n) => product * n));
        return empty(shape, ScalarType.BFloat16).uniform_(-bound, bound, generator);
    }

    private static Tensor Sparse(Generator generator, long[] shape, double sparsity)
    {
        var (drawn, edge) = (rand(shape, generator: generator), 1 / (2 * sparsity));
        return drawn.gt(1 - edge).to_type(ScalarType.Float32) - drawn.lt(edge).to_type(ScalarType.Float32);
    }
}

/// <summary>RandLoRA on one linear layer.</summary>
public sealed class RandLoraAdapter : LowRankAdapter
{
    private readonly Parameter randlora_lambda;
    private readonly Parameter randlora_gamma;
    private readonly AdapterSite _site;
    private readonly bool _isSaved;

    internal RandLoraAdapter(AdapterSite site, RandLoraConfig config)
        : base(nameof(RandLoraAdapter), site.Layer, config.Alpha / config.Rank, config.Dropout)
    {
        (_site, _isSaved) = (site, config.SaveProjection);
        using var generator = new Generator((ulong)site.Seed);
        var (small, weight) = (Math.Min(site.Layer.InFeatures, site.Layer.OutFeatures), site.Layer.Weight);
        var bases = config.Bases(small);
        var start = config.InitWeights ? zeros(config.Rank, bases) : TorchDraws.Normal(generator, 1, config.Rank, bases);
        randlora_lambda = new(start.Like(weight));
        randlora_gamma = new(full([bases, small], 1.0 / Math.Max(bases, small)).Like(weight));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
    [
        new(nameof(randlora_lambda), randlora_lambda), new(nameof(randlora_gamma), randlora_gamma), .. Projection.Tensors(_isSaved),
    ];

    private SharedProjection Projection => (SharedProjection)_site.Share!;

    /// <inheritdoc/>
    protected internal override void Import(string suffix, Tensor value)
    {
        if (Projection.Tensors(_isSaved).Any(s => s.Suffix == suffix))
        {
            Projection.Import(suffix, value);       // PEFT writes the shared matrices once more for every layer
            return;
        }

        base.Import(suffix, value);
    }

    /// <inheritdoc/>
    protected override (Tensor A, Tensor B) Factors()
    {
        var (bases, small) = (randlora_gamma.shape[0], randlora_gamma.shape[1]);
        var large = Math.Max(Layer.InFeatures, Layer.OutFeatures);
        var a = Projection.A.narrow(2, 0, small) * randlora_lambda.unsqueeze(-1) * randlora_gamma;      // [r, n, small]
        var (rows, columns) = (a.flatten(0, 1), Projection.B.narrow(0, 0, large).narrow(1, 0, bases).flatten(1));
        return small == Layer.InFeatures ? (rows, columns) : (columns.t(), rows.t());
    }
}
