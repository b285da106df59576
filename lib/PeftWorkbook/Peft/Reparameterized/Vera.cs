using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// VeRA (arXiv 2310.11454): one pair of frozen random matrices for all layers, and two trained vectors a layer,
/// <c>W' = W + diag(b) B diag(d) A</c>. b starts at zero, so the fresh adapter changes nothing. It trains <c>out + r</c> numbers a layer.
/// </summary>
[PeftMethod("VERA", ArXiv = "2310.11454")]
public sealed record VeraConfig : LayerPeftConfig, ITrainsBiases
{
    /// <summary>r, the width between the two random matrices; it costs little, so it is larger than LoRA's.</summary>
    [JsonPropertyName("r")]
    public int Rank { get; init; } = 256;

    /// <summary>The seed of the random matrices.</summary>
    [JsonPropertyName("projection_prng_key")]
    public long ProjectionSeed { get; init; }

    /// <summary>Whether the file holds the random matrices; without them it is small, and they are drawn again.</summary>
    [JsonPropertyName("save_projection")]
    public bool SaveProjection { get; init; } = true;

    /// <summary>The share of the adapter's input that is dropped in training.</summary>
    [JsonPropertyName("vera_dropout")]
    public double Dropout { get; init; }

    /// <summary>What d starts at.</summary>
    [JsonPropertyName("d_initial")]
    public double DInitial { get; init; } = 0.1;

    /// <summary>Whether b starts at zero; otherwise the vectors start at random and the fresh adapter does something.</summary>
    [JsonPropertyName("init_weights")]
    public bool InitWeights { get; init; } = true;

    /// <summary>Whether the base stores its weights transposed; written for PEFT, and found out here.</summary>
    [JsonPropertyName("fan_in_fan_out")]
    public bool FanInFanOut { get; init; }

    /// <inheritdoc/>
    [JsonPropertyName("bias")]
    public string Bias { get; init; } = "none";

    /// <summary>Whole matrices in place of the vectors, with what AdapterHub adds to them; null is the paper's.</summary>
    [JsonPropertyName("vera_matrices")]
    public VeraMatrices? Matrices { get; init; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Extra { get; } = ["exclude_modules", "vera_matrices"];

    /// <inheritdoc/>
    protected internal override bool MixesPositions => Matrices?.UseGating == true;

    /// <inheritdoc/>
    protected internal override AdapterShare CreateShare(IReadOnlyList<AdapterSite> sites, long seed) =>
        Draw("vera", sites, Rank, Rank, ProjectionSeed, SaveProjection);

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) =>
        Matrices is { } matrices ? new VeraMatrixAdapter(site, this, matrices) : new VeraAdapter(site, this);

    /// <summary>A <c>[rowsOfA, widest in]</c> and B <c>[widest out, r]</c>, both with Kaiming's uniform start.</summary>
    internal static SharedProjection Draw(
        string prefix, IReadOnlyList<AdapterSite> sites, int rank, int rowsOfA, long seed, bool isSaved)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rank, 1, "r");
        using var generator = new Generator((ulong)seed);
        var (wide, tall) = (sites.Max(s => s.Layer.InFeatures), sites.Max(s => s.Layer.OutFeatures));
        var (a, b) = (TorchDraws.Kaiming(generator, rowsOfA, wide), TorchDraws.Kaiming(generator, tall, rank));
        var weight = sites[0].Layer.Weight;
        return new(prefix, new(seed, rank, "Kaiming", $"{rowsOfA} x {wide}", $"{tall} x {rank}"), isSaved, a.Like(weight), b.Like(weight));
    }
}

/// <summary>VeRA on one linear layer.</summary>
public sealed class VeraAdapter : DeltaAdapter
{
    private readonly Parameter vera_lambda_b;
    private readonly Parameter vera_lambda_d;
    private readonly AdapterSite _site;

    internal VeraAdapter(AdapterSite site, VeraConfig config) : base(nameof(VeraAdapter), site.Layer)
    {
        (_site, Dropout) = (site, config.Dropout);
        var weight = site.Layer.Weight;
        using var generator = new Generator((ulong)site.Seed);
        var (b, d) = config.InitWeights
            ? (zeros(site.Layer.OutFeatures), full([config.Rank], config.DInitial))
            : (ones(site.Layer.OutFeatures), randn([config.Rank], generator: generator));
        (vera_lambda_b, vera_lambda_d) = (new(b.Like(weight)), new(d.Like(weight)));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected override double Dropout { get; }

    private SharedProjection Projection => (SharedProjection)_site.Share!;

    /// <summary><c>diag(b) B diag(d) A</c>: <c>[out, in]</c>.</summary>
    public override Tensor Delta()
    {
        using var scope = NewDisposeScope();
        var (a, b) = Parts();
        return (vera_lambda_b.unsqueeze(1) * b).mm(vera_lambda_d.unsqueeze(1) * a).MoveToOuterDisposeScope();
    }

    /// <summary>The vectors scale the activations, which is less than scaling the matrices.</summary>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        var (a, b) = Parts();
        var input = training && Dropout > 0 ? F.dropout(x, Dropout) : x;
        return next.Call(x).addcmul(F.linear(F.linear(input, a) * vera_lambda_d, b), vera_lambda_b, 1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
    [
        new("vera_lambda_b", vera_lambda_b), new("vera_lambda_d", vera_lambda_d), .. Projection.Tensors(isSaved: false),
    ];

    private (Tensor A, Tensor B) Parts() =>
        (Projection.A.narrow(1, 0, Layer.InFeatures), Projection.B.narrow(0, 0, Layer.OutFeatures));
}
