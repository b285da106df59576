using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// PVeRA (arXiv 2512.07703): VeRA whose inner vector is drawn. The first half of <c>diag(d) A x</c> is a mean μ, the second a logarithm of
/// the variance; training takes <c>z = μ + ε exp(½ log σ²)</c>, otherwise <c>z = μ</c>, and <c>y = W x + diag(b) B z</c>. b starts at
/// zero. It trains <c>out + 2r</c> numbers a layer. Merged, it is its mean.
/// </summary>
[PeftMethod("PVERA", ArXiv = "2512.07703")]
public sealed record PveraConfig : LayerPeftConfig, ITrainsBiases
{
    /// <summary>r, the width of z.</summary>
    [JsonPropertyName("r")]
    public int Rank { get; init; } = 256;

    /// <summary>The seed of the random matrices.</summary>
    [JsonPropertyName("projection_prng_key")]
    public long ProjectionSeed { get; init; }

    /// <summary>Whether the file holds the random matrices.</summary>
    [JsonPropertyName("save_projection")]
    public bool SaveProjection { get; init; } = true;

    /// <summary>The share of the adapter's input that is dropped in training.</summary>
    [JsonPropertyName("pvera_dropout")]
    public double Dropout { get; init; }

    /// <summary>What d starts at.</summary>
    [JsonPropertyName("d_initial")]
    public double DInitial { get; init; } = 0.1;

    /// <summary>Whether z is drawn outside training too.</summary>
    [JsonPropertyName("sample_at_inference")]
    public bool SampleAtInference { get; init; }

    /// <summary>The seed of the draws of z; null takes the default generator.</summary>
    [JsonPropertyName("generator_seed")]
    public long? GeneratorSeed { get; init; }

    /// <summary>Whether b starts at zero; otherwise the vectors start at random and the fresh adapter does something.</summary>
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
    protected internal override AdapterShare CreateShare(IReadOnlyList<AdapterSite> sites, long seed) =>
        VeraConfig.Draw("pvera", sites, Rank, 2 * Rank, ProjectionSeed, SaveProjection);

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) => new PveraAdapter(site, this);
}

/// <summary>PVeRA on one linear layer.</summary>
public sealed class PveraAdapter : DeltaAdapter
{
    private readonly Parameter pvera_lambda_b;
    private readonly Parameter pvera_lambda_d;
    private readonly AdapterSite _site;
    private readonly Generator? _draws;
    private readonly bool _alwaysDraws;

    internal PveraAdapter(AdapterSite site, PveraConfig config) : base(nameof(PveraAdapter), site.Layer)
    {
        (_site, Dropout, _alwaysDraws) = (site, config.Dropout, config.SampleAtInference);
        _draws = config.GeneratorSeed is { } draws ? new((ulong)draws) : null;
        var weight = site.Layer.Weight;
        using var generator = new Generator((ulong)site.Seed);
        var (b, d) = config.InitWeights
            ? (zeros(site.Layer.OutFeatures), full([2L * config.Rank], config.DInitial))
            : (ones(site.Layer.OutFeatures), randn([2L * config.Rank], generator: generator));
        (pvera_lambda_b, pvera_lambda_d) = (new(b.Like(weight)), new(d.Like(weight)));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected override double Dropout { get; }

    private SharedProjection Projection => (SharedProjection)_site.Share!;

    private long Rank => pvera_lambda_d.numel() / 2;

    /// <summary>The mean's update, <c>diag(b) B diag(d) A</c> of the first r rows: <c>[out, in]</c>.</summary>
    public override Tensor Delta()
    {
        using var scope = NewDisposeScope();
        var (a, b) = Parts(Rank);
        return (pvera_lambda_b.unsqueeze(1) * b).mm(pvera_lambda_d.narrow(0, 0, Rank).unsqueeze(1) * a).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        var draws = training || _alwaysDraws;
        var rows = draws ? 2 * Rank : Rank;
        var (a, b) = Parts(rows);
        var input = training && Dropout > 0 ? F.dropout(x, Dropout) : x;
        var z = F.linear(input, a) * pvera_lambda_d.narrow(0, 0, rows);
        return next.Call(x).addcmul(F.linear(draws ? Drawn(z) : z, b), pvera_lambda_b, 1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
    [
        new("pvera_lambda_b", pvera_lambda_b), new("pvera_lambda_d", pvera_lambda_d), .. Projection.Tensors(isSaved: false),
    ];

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _draws?.Dispose();
        }

        base.Dispose(disposing);
    }

    // The seeded generator lives on the CPU, so its draws are the same on every device.
    private Tensor Drawn(Tensor both)
    {
        var (mean, deviation) = (both.narrow(-1, 0, Rank), (both.narrow(-1, Rank, Rank) * 0.5).exp());
        var noise = _draws is null ? randn_like(mean) : randn(mean.shape, generator: _draws).Like(mean);
        return mean.addcmul(noise, deviation, 1);
    }

    private (Tensor A, Tensor B) Parts(long rows) =>
        (Projection.A.narrow(0, 0, rows).narrow(1, 0, Layer.InFeatures), Projection.B.narrow(0, 0, Layer.OutFeatures));
}
