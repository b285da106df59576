using System.Text.Json.Serialization;
using PeftWorkbook.Engine;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// DeLoRA (arXiv 2503.18225) trains the size of the update apart from its directions:
/// <c>ΔW = B diag(λ / (r ‖aᵢ‖ ‖bᵢ‖)) A diag(w)</c> with the rows aᵢ of <c>A [r, in]</c>, the columns bᵢ of <c>B [out,
/// r]</c>, and w the norms of W's columns. B starts at zero. It trains <c>r (in + out) + 1</c> numbers a layer; w is
/// saved with them.
/// </summary>
[PeftMethod("DELORA", ArXiv = "2503.18225")]
public sealed record DeLoraConfig : LayerPeftConfig
{
    /// <summary>r, the rank of the update.</summary>
    [JsonPropertyName("r")]
    public int Rank { get; init; } = 8;

    /// <summary>λ at the start, which bounds the update.</summary>
    [JsonPropertyName("delora_lambda")]
    public double Lambda { get; init; } = 15;

    /// <summary>The share of the adapter's input that is dropped in training.</summary>
    [JsonPropertyName("module_dropout")]
    public double Dropout { get; init; }

    /// <summary>Whether B starts at zero, or at draws.</summary>
    [JsonPropertyName("init_weights")]
    public WeightStart Start { get; init; } = WeightStart.Usual;

    /// <summary>Other ranks for modules whose name matches a pattern.</summary>
    [JsonPropertyName("rank_pattern")]
    public IReadOnlyDictionary<string, int> RankPattern { get; init; } = new Dictionary<string, int>();

    /// <summary>Other λ for modules whose name matches a pattern.</summary>
    [JsonPropertyName("lambda_pattern")]
    public IReadOnlyDictionary<string, double> LambdaPattern { get; init; } = new Dictionary<string, double>();

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, string> Inert => FixedBias;

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site)
    {
        var rank = Patterned(RankPattern, site.Module, Rank);
        return rank > 0
            ? new DeLoraAdapter(this, rank, Patterned(LambdaPattern, site.Module, Lambda), site)
            : throw new ArgumentException($"Rank {rank} of '{site.Module}' is not positive.");
    }
}

/// <summary>DeLoRA on one layer.</summary>
public sealed class DeLoraAdapter : DeltaAdapter
{
    /// <summary>A norm below this counts as this, so that B may be zero.</summary>
    private const double SmallestNorm = 1e-4;

    private readonly Parameter delora_A;
    private readonly Parameter delora_B;
    private readonly Parameter delora_lambda;
    private readonly Tensor delora_w_norm;

    internal DeLoraAdapter(DeLoraConfig config, long rank, double lambda, AdapterSite site) : base(nameof(DeLoraAdapter), site.Layer)
    {
        using var draws = new Draws(site.Seed);
        var (width, height) = (Layer.InFeatures, Layer.OutFeatures);
        Dropout = config.Dropout;
        delora_A = Trained(draws.Kaiming(rank, width));
        delora_B = Trained(config.Start.IsRandom ? draws.Kaiming(height, rank) : zeros(height, rank));
        delora_lambda = Trained(full(1, lambda));
        delora_w_norm = Layer.Weight.detach().square().sum(dim: 0).sqrt();
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
    [
        new("delora_A", delora_A),
        new("delora_B", delora_B),
        new("delora_lambda", delora_lambda),
        new("delora_w_norm", delora_w_norm, IsTrained: false),
    ];

    /// <inheritdoc/>
    protected override double Dropout { get; }

    /// <inheritdoc/>
    public override Tensor Delta()
    {
        using var scope = NewDisposeScope();
        return delora_B.mm(Directions()).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        var drops = training && Dropout > 0;
        if (next.IsLayer && !drops && Layer.Frozen is { } frozen)
        {
            return frozen.ForwardLowRank(x, Directions(), delora_B, 1).MoveToOuterDisposeScope();
        }

        return LowRank.Add(next.Call(x), drops ? F.dropout(x, Dropout) : x, Directions(), delora_B, 1).MoveToOuterDisposeScope();
    }

    // diag(λ / (r ‖aᵢ‖ ‖bᵢ‖)) A diag(w): [r, in]
    private Tensor Directions()
    {
        using var scope = NewDisposeScope();
        var norms = delora_A.norm(1).clamp_min(SmallestNorm) * delora_B.norm(0).clamp_min(SmallestNorm);
        var sizes = delora_lambda / delora_A.shape[0] / norms;
        return (sizes.unsqueeze(1) * delora_A * delora_w_norm).MoveToOuterDisposeScope();
    }
}
