using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Mixture;

/// <summary>
/// Lily (arXiv 2407.09946): layers of one kind share a bank of experts <c>B_e [r, out]</c>, and every few of them one
/// <c>A [r, in]</c>. Each layer's router turns <c>h = A x</c> into weights, <c>p = mean softmax(G h)</c> over all tokens of the batch,
/// padding among them, and <c>y = W x + s h Σ p_e B_e</c>. B starts at zero. Since p depends on the input, it cannot be merged.
/// </summary>
[PeftMethod("LILY", ArXiv = "2407.09946")]
public sealed record LilyConfig : LayerPeftConfig
{
    /// <summary>r, the width between A and B.</summary>
    [JsonPropertyName("r")]
    public int Rank { get; init; } = 32;

    /// <summary>How many layers of a kind, one after the other, share an A.</summary>
    [JsonPropertyName("stride_A")]
    public int StrideOfA { get; init; } = 1;

    /// <summary>How many experts a kind of layers has.</summary>
    [JsonPropertyName("num_B")]
    public int Experts { get; init; } = 2;

    /// <summary>s.</summary>
    [JsonPropertyName("scaling")]
    public double Scaling { get; init; } = 1;

    /// <summary>Whether B starts at zero; otherwise as a linear layer's weight.</summary>
    [JsonPropertyName("init_weights")]
    public bool InitWeights { get; init; } = true;

    /// <inheritdoc/>
    protected internal override bool MixesPositions => true;

    /// <inheritdoc/>
    protected internal override AdapterShare CreateShare(IReadOnlyList<AdapterSite> sites, long seed) =>
        Rank >= 1 && StrideOfA >= 1 && Experts >= 2
            ? new LilyBank(this, sites)
            : throw new ArgumentException(
                $"Lily needs r and stride_A of at least 1 and num_B of at least 2, not {Rank}, {StrideOfA} and {Experts}.");

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) => new LilyAdapter(site, this);

    /// <summary>What a layer shares with others: the target it matched, and its size.</summary>
    internal string KindOf(AdapterSite site)
    {
        var name = TargetModules is null || TargetModules.IsAllLinear
            ? site.Module[(site.Module.LastIndexOf('.') + 1)..]
            : TargetModules.Pattern ?? TargetModules.Names
                .Where(n => site.Module == n || site.Module.EndsWith("." + n, StringComparison.Ordinal)).MaxBy(n => n.Length)!;
        return $"{name} {site.Layer.OutFeatures} x {site.Layer.InFeatures}";
    }

    /// <summary>All A and B; each belongs to the first layer that uses it.</summary>
    internal sealed class LilyBank : AdapterShare
    {
        private readonly ParameterList lily_A, lily_B;
        private readonly Dictionary<int, (int A, int B, bool OwnsA, bool OwnsB)> _places = [];

        internal LilyBank(LilyConfig config, IReadOnlyList<AdapterSite> sites) : base(nameof(LilyBank))
        {
            List<Parameter> a = [], b = [];
            foreach (var kind in sites.GroupBy(config.KindOf))
            {
                foreach (var (site, i) in kind.Select((s, i) => (s, i)))
                {
                    using var generator = new Generator((ulong)site.Seed);
                    var (ownsA, ownsB, layer) = (i % config.StrideOfA == 0, i == 0, site.Layer);
                    if (ownsA)
                    {
                        a.Add(new(TorchDraws.Linear(generator, config.Rank, layer.InFeatures).Like(layer.Weight)));
                    }

                    if (ownsB)
                    {
                        b.Add(new(TorchDraws.ZeroOr(
                            config.InitWeights, generator, config.Experts * config.Rank, layer.OutFeatures).Like(layer.Weight)));
                    }

                    _places.Add(site.Index, (a.Count - 1, b.Count - 1, ownsA, ownsB));
                }
            }

            (lily_A, lily_B) = (nn.ParameterList([.. a]), nn.ParameterList([.. b]));
            RegisterComponents();
        }

        /// <summary>None under its own name: layers save what they share.</summary>
        protected internal override IEnumerable<AdapterTensor> State => [];

        /// <summary>A <c>[r, in]</c> and the experts <c>[experts · r, out]</c> of a layer.</summary>
        internal (Parameter A, Parameter B) Of(int layer) => (lily_A[_places[layer].A], lily_B[_places[layer].B]);

        /// <summary>Both as a layer saves them; trained by the layer that they belong to.</summary>
        internal IEnumerable<AdapterTensor> StateOf(int layer) =>
        [
            new("lily_A.weight", Of(layer).A, _places[layer].OwnsA), new("lily_B.weight", Of(layer).B, _places[layer].OwnsB),
        ];
    }
}

/// <summary>Lily on one linear layer.</summary>
public sealed class LilyAdapter : LayerAdapter
{
    private readonly Parameter lily_router;
    private readonly AdapterSite _site;
    private readonly double _scaling;

    internal LilyAdapter(AdapterSite site, LilyConfig config) : base(nameof(LilyAdapter), site.Layer)
    {
        (_site, _scaling) = (site, config.Scaling);
        using var generator = new Generator((ulong)~site.Seed);
        lily_router = new(TorchDraws.Linear(generator, config.Experts, config.Rank).Like(site.Layer.Weight));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override bool CanMerge => false;

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
        [.. Bank.StateOf(_site.Index), new("lily_router.weight", lily_router)];

    private LilyConfig.LilyBank Bank => (LilyConfig.LilyBank)_site.Share!;

    /// <inheritdoc/>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        var ((a, b), experts) = (Bank.Of(_site.Index), lily_router.shape[0]);
        var h = F.linear(x, a);
        var shares = F.linear(h, lily_router).softmax(-1).reshape(-1, experts).mean([0L]);
        var mixed = shares.unsqueeze(0).mm(b.view(experts, -1)).view(-1, b.shape[1]);       // [r, out]
        return (next.Call(x) + (h.matmul(mixed) * _scaling)).MoveToOuterDisposeScope();
    }
}
