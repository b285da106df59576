using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// RaSA, rank-sharing adaptation (ICLR 2025): every layer gives κ of its r ranks to a pool of its kind, and all layers of the kind use the
/// whole pool, <c>W' = W + [B | B_s] diag(d) [A; A_s]</c> with factors of rank <c>r − κ</c> a layer and <c>κ L</c> a kind. d is trained;
/// it starts at <c>alpha / 2 / (r − κ)</c> for the layer's own ranks and <c>alpha / 2 / (κ L)</c> for the shared ones, which is all that
/// alpha does. B and B_s start at zero. It trains <c>(r − κ)(in + out) + r − κ + κ L</c> numbers a layer and <c>κ L (in + out)</c> a kind.
/// </summary>
[PeftMethod("RASA")]
public sealed record RasaConfig : LowRankConfig
{
    /// <summary>κ, the ranks that a layer gives to the pool.</summary>
    [JsonPropertyName("rasa_k")]
    public int SharedRank { get; init; } = 1;

    /// <inheritdoc/>
    protected internal override AdapterShare CreateShare(IReadOnlyList<AdapterSite> sites, long seed) =>
        SharedRank > 0 && SharedRank < Rank
            ? new RasaPool(this, sites)
            : throw new ArgumentException($"rasa_k is {SharedRank}; it must leave some of the rank {Rank} to the layer, and take some.");

    /// <inheritdoc/>
    protected override LayerAdapter Make(AdapterSite site) => new RasaAdapter(site, this);
}

/// <summary>The shared ranks of each kind of layers.</summary>
internal sealed class RasaPool : AdapterShare
{
    private readonly SortedDictionary<string, (Parameter A, Parameter B)> _kinds = new(StringComparer.Ordinal);

    internal RasaPool(RasaConfig config, IReadOnlyList<AdapterSite> sites) : base(nameof(RasaPool))
    {
        foreach (var kind in ModuleKind.Group(sites))
        {
            var (site, rank) = (kind.First(), config.SharedRank * kind.Count());
            using var draws = new Draws(~site.Seed);
            var weight = site.Layer.Weight;
            Parameter a = new(draws.Kaiming(rank, site.Layer.InFeatures).Like(weight));
            Parameter b = new(zeros(site.Layer.OutFeatures, rank).Like(weight));
            _kinds.Add(kind.Key, (a, b));
            register_parameter($"{Plain(kind.Key)}_A", a);
            register_parameter($"{Plain(kind.Key)}_B", b);
        }
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => _kinds.SelectMany(k => new AdapterTensor[]
    {
        new($"rasa.{Plain(k.Key)}.shared_A", k.Value.A), new($"rasa.{Plain(k.Key)}.shared_B", k.Value.B),
    });

    internal (Parameter A, Parameter B) Of(string module) => _kinds[ModuleKind.Of(module)];

    private static string Plain(string kind) => kind.Replace('.', '_');
}

/// <summary>RaSA on one linear layer.</summary>
public sealed class RasaAdapter : LowRankAdapter
{
    private readonly Parameter rasa_A, rasa_B, rasa_d;
    private readonly AdapterSite _site;

    internal RasaAdapter(AdapterSite site, RasaConfig config) : base(nameof(RasaAdapter), site.Layer, dropout: config.Dropout)
    {
        _site = site;
        using var draws = new Draws(site.Seed);
        var (own, shared) = (config.Rank - config.SharedRank, Pool.A.shape[0]);
        rasa_A = Trained(draws.Kaiming(own, Layer.InFeatures));
        rasa_B = Trained(zeros(Layer.OutFeatures, own));
        rasa_d = Trained(cat([full([own], config.Alpha / 2 / own), full([shared], config.Alpha / 2 / shared)]));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
        [new("rasa_A.weight", rasa_A), new("rasa_B.weight", rasa_B), new("rasa_d", rasa_d)];

    private (Parameter A, Parameter B) Pool => ((RasaPool)_site.Share!).Of(_site.Module);

    /// <summary><c>diag(d) [A; A_s]</c> and <c>[B | B_s]</c>.</summary>
    protected override (Tensor A, Tensor B) Factors()
    {
        var (a, b) = Pool;
        return (rasa_d.unsqueeze(1) * cat([rasa_A, a]), cat([rasa_B, b], 1));
    }
}
