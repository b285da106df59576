using System.Text.Json.Serialization;
using PeftWorkbook.Peft.Reparameterized;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Mixture;

/// <summary>The settings of layers with several LoRAs, whose sum a router weighs.</summary>
public abstract record ExpertLoraConfig : LowRankConfig
{
    /// <summary>N, the LoRAs of a layer.</summary>
    [JsonPropertyName("num_experts")]
    public int Experts { get; init; } = 4;

    /// <summary>The rank of one expert.</summary>
    internal virtual int ExpertRank => Rank;

    /// <inheritdoc/>
    protected sealed override LayerAdapter Make(AdapterSite site) => Experts > 0 && ExpertRank > 0
        ? MakeExperts(site)
        : throw new ArgumentException($"{Experts} experts of rank {ExpertRank}: both must be positive.");

    /// <summary>Makes the adapter of one layer.</summary>
    protected abstract LayerAdapter MakeExperts(AdapterSite site);
}

/// <summary>
/// Several LoRAs on one linear layer, <c>y = W x + s Σ pᵢ Bᵢ Aᵢ x</c>, where a router gives p. All experts are two products: the rows of
/// the A's, weighed, and the columns of the B's.
/// </summary>
public abstract class ExpertLoraAdapter : LayerAdapter
{
    private readonly ParameterList lora_A, lora_B;
    private readonly double _scaling, _dropout;

    /// <param name="name">The class's name.</param>
    /// <param name="site">The layer.</param>
    /// <param name="config">The settings.</param>
    /// <param name="sharesA">Whether all experts have one A.</param>
    /// <param name="draws">Draws the A's; B starts at zero.</param>
    private protected ExpertLoraAdapter(string name, AdapterSite site, ExpertLoraConfig config, bool sharesA, Draws draws)
        : base(name, site.Layer)
    {
        (_scaling, _dropout) = (config.Scaling, config.Dropout);
        var (rank, experts) = (config.ExpertRank, config.Experts);
        var all = Enumerable.Range(0, experts);
        lora_A = nn.ParameterList([.. all.Take(sharesA ? 1 : experts).Select(_ => Trained(draws.Kaiming(rank, Layer.InFeatures)))]);
        lora_B = nn.ParameterList([.. all.Select(_ => Trained(zeros(Layer.OutFeatures, rank)))]);
    }

    /// <inheritdoc/>
    protected internal override bool CanMerge => false;

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
        lora_A.Select((a, i) => new AdapterTensor(lora_A.Count == 1 && lora_B.Count > 1 ? "lora_A.weight" : $"lora_A.{i}.weight", a))
            .Concat(lora_B.Select((b, i) => new AdapterTensor($"lora_B.{i}.weight", b)))
            .Concat(Router);

    /// <summary>The router's tensors.</summary>
    private protected abstract IEnumerable<AdapterTensor> Router { get; }

    /// <summary>p: <c>[…, experts]</c>, with axes before that broadcast over x's.</summary>
    private protected abstract Tensor Shares(Tensor x);

    /// <inheritdoc/>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        var shares = Shares(x);
        var input = training && _dropout > 0 ? nn.functional.dropout(x, _dropout) : x;
        var narrow = input.matmul(cat([.. lora_A]).t());                                            // [..., N · r] or [..., r]
        long[] leading = x.shape[..^1];
        narrow = narrow.view([.. leading, lora_A.Count, -1]) * shares.unsqueeze(-1);                // [..., N, r]
        var sum = narrow.flatten(-2).matmul(cat([.. lora_B], 1).t()) * _scaling;
        return (next.Call(x) + sum).MoveToOuterDisposeScope();
    }
}
