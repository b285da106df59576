using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// Tied-LoRA (arXiv 2311.09578): one pair of factors for all layers of a kind, and two vectors a layer,
/// <c>W' = W + alpha / r · diag(v) B diag(u) A</c>. Which of the four are trained is a choice; the others stay as they start: u and v at
/// one, A at random, B at zero, or at random where it is not trained. It trains <c>r · out</c> and <c>r · in</c> numbers a kind for B and
/// A, r and out a layer for u and v.
/// </summary>
[PeftMethod("TIED_LORA", ArXiv = "2311.09578")]
public sealed record TiedLoraConfig : LowRankConfig
{
    /// <summary>What is trained: any of <c>v</c>, <c>B</c>, <c>u</c> and <c>A</c>, as <c>vBuA</c> or <c>uv</c>.</summary>
    [JsonPropertyName("trained_parts")]
    public string TrainedParts { get; init; } = "vBuA";

    /// <summary>Whether a part is trained.</summary>
    internal bool Trains(char part) => TrainedParts.Contains(part);

    /// <inheritdoc/>
    protected internal override AdapterShare CreateShare(IReadOnlyList<AdapterSite> sites, long seed) =>
        TrainedParts.Length > 0 && TrainedParts.All("vBuA".Contains)
            ? new TiedFactors(this, sites)
            : throw new ArgumentException($"trained_parts is '{TrainedParts}'; it takes the letters v, B, u and A.");

    /// <inheritdoc/>
    protected override LayerAdapter Make(AdapterSite site) => new TiedFactorLoraAdapter(site, this);
}

/// <summary>The factors of each kind of layers.</summary>
internal sealed class TiedFactors : AdapterShare
{
    private const double FixedDeviation = 0.1;

    private readonly TiedLoraConfig _config;
    private readonly SortedDictionary<string, (Tensor A, Tensor B)> _kinds = new(StringComparer.Ordinal);

    internal TiedFactors(TiedLoraConfig config, IReadOnlyList<AdapterSite> sites) : base(nameof(TiedFactors))
    {
        _config = config;
        foreach (var kind in ModuleKind.Group(sites))
        {
            var site = kind.First();
            using var draws = new Draws(site.Seed);
            var (weight, height) = (site.Layer.Weight, site.Layer.OutFeatures);
            var a = draws.Kaiming(config.Rank, site.Layer.InFeatures).Like(weight);
            var b = (config.Trains('B') ? zeros(height, config.Rank) : draws.Normal(FixedDeviation, height, config.Rank)).Like(weight);
            _kinds.Add(kind.Key, (Hold($"{kind.Key}_A", a, 'A'), Hold($"{kind.Key}_B", b, 'B')));
        }
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => _kinds.SelectMany(k => new AdapterTensor[]
    {
        new($"tied_lora.{Plain(k.Key)}.lora_A", k.Value.A, _config.Trains('A')),
        new($"tied_lora.{Plain(k.Key)}.lora_B", k.Value.B, _config.Trains('B')),
    });

    internal (Tensor A, Tensor B) Of(string module) => _kinds[ModuleKind.Of(module)];

    private static string Plain(string kind) => kind.Replace('.', '_');

    private Tensor Hold(string name, Tensor value, char part)
    {
        if (!_config.Trains(part))
        {
            register_buffer(Plain(name), value);
            return value;
        }

        Parameter parameter = new(value);
        register_parameter(Plain(name), parameter);
        return parameter;
    }
}

/// <summary>Tied-LoRA on one linear layer.</summary>
public sealed class TiedFactorLoraAdapter : LowRankAdapter
{
    private readonly Tensor tied_u, tied_v;
    private readonly TiedLoraConfig _config;
    private readonly AdapterSite _site;

    internal TiedFactorLoraAdapter(AdapterSite site, TiedLoraConfig config)
        : base(nameof(TiedFactorLoraAdapter), site.Layer, config.Scaling, config.Dropout)
    {
        (_site, _config) = (site, config);
        tied_u = Vector(config.Rank, config.Trains('u'));
        tied_v = Vector(Layer.OutFeatures, config.Trains('v'));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
        [new("tied_u", tied_u, _config.Trains('u')), new("tied_v", tied_v, _config.Trains('v'))];

    /// <summary><c>diag(u) A</c> and <c>diag(v) B</c>.</summary>
    protected override (Tensor A, Tensor B) Factors()
    {
        var (a, b) = ((TiedFactors)_site.Share!).Of(_site.Module);
        return (tied_u.unsqueeze(1) * a, tied_v.unsqueeze(1) * b);
    }

    private Tensor Vector(long size, bool isTrained) => isTrained ? Trained(ones(size)) : ones(size).Like(Layer.Weight);
}
