using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// HiRA (Hadamard high-rank adaptation, ICLR 2025): <c>ΔW = W ∘ (B A)</c> with <c>A [r, in]</c>, <c>B [out, r]</c>; the
/// product with W makes its rank as high as W's. B starts at zero. It trains <c>r (in + out)</c> numbers a layer. An
/// embedding has <c>A [r, rows]</c> of zeros and <c>B [dim, r]</c>, a convolution factors of <c>[r, in, rows,
/// columns]</c> and <c>[out, r, 1, 1]</c>.
/// </summary>
[PeftMethod("HIRA")]
public sealed record HiRaConfig : LayerPeftConfig
{
    /// <summary>r, the rank of the factor that W is multiplied by.</summary>
    [JsonPropertyName("r")]
    public int Rank { get; init; } = 32;

    /// <summary>The share of the adapter's input that is dropped in training.</summary>
    [JsonPropertyName("hira_dropout")]
    public double Dropout { get; init; }

    /// <summary>How A and B start; the usual start changes nothing.</summary>
    [JsonPropertyName("init_weights")]
    public WeightStart Start { get; init; } = WeightStart.Usual;

    /// <summary>Whether the base stores its weights transposed; written for PEFT, and found out here.</summary>
    [JsonPropertyName("fan_in_fan_out")]
    public bool FanInFanOut { get; init; }

    /// <summary>Other ranks for modules whose name matches a pattern.</summary>
    [JsonPropertyName("rank_pattern")]
    public IReadOnlyDictionary<string, int> RankPattern { get; init; } = new Dictionary<string, int>();

    /// <inheritdoc/>
    protected internal override bool Fits(BaseLayer layer) => layer.Kind != LayerKind.Norm;

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) =>
        new HiRaAdapter(this, Patterned(RankPattern, site.Module, Rank), site);
}

/// <summary>HiRA on one layer.</summary>
public sealed class HiRaAdapter : DeltaAdapter
{
    private static readonly Dictionary<string, bool> s_isZero = new() { ["true"] = true, ["false"] = false };

    private readonly Parameter hira_A;
    private readonly Parameter hira_B;
    private readonly bool _isEmbedding;

    internal HiRaAdapter(HiRaConfig config, int rank, AdapterSite site) : base(nameof(HiRaAdapter), site.Layer)
    {
        if (rank < 1)
        {
            throw new ArgumentException($"Rank {rank} of '{site.Module}' is not positive.");
        }

        using var draws = new Draws(site.Seed);
        Dropout = config.Dropout;
        _isEmbedding = Layer.Kind == LayerKind.Embedding;
        long[] kernel = Layer.Kind == LayerKind.Convolution ? Layer.Weight.shape[2..] : [];
        long[] sizeA = [rank, Layer.InFeatures, .. kernel];
        long[] sizeB = [Layer.OutFeatures, rank, .. kernel.Select(_ => 1L)];
        var startsAtZero = config.Start.Choose(s_isZero);
        var isUsual = startsAtZero && !_isEmbedding;
        hira_A = Trained(isUsual ? draws.Kaiming(sizeA) : startsAtZero ? zeros(sizeA) : draws.Normal(1, sizeA));
        hira_B = Trained(isUsual ? zeros(sizeB) : draws.Normal(1, sizeB));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected override double Dropout { get; }

    /// <inheritdoc/>
    public override Tensor Delta()
    {
        using var scope = NewDisposeScope();
        var product = hira_B.flatten(1).mm(hira_A.flatten(1));
        var weight = Layer.Weight;
        return (weight * (_isEmbedding ? product.t() : product.reshape(weight.shape))).MoveToOuterDisposeScope();
    }

    /// <summary>An embedding looks up rows of the factors, and forms no table.</summary>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        if (!_isEmbedding)
        {
            return base.Forward(x, next);
        }

        using var scope = NewDisposeScope();
        var below = next.Call(x);
        var rows = next.IsLayer ? below : Layer.Apply(x, Layer.Weight, null);
        var factor = hira_A.index_select(1, x.reshape(-1)).t().mm(hira_B.t());   // [ids, dim]
        return (below + (rows * factor.view(rows.shape))).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => _isEmbedding
        ? [new("hira_embedding_A", hira_A), new("hira_embedding_B", hira_B)]
        : [new("hira_A", hira_A), new("hira_B", hira_B)];
}
