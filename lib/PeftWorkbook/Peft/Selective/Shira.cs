using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Selective;

/// <summary>
/// SHiRA, sparse high-rank adapters (arXiv 2406.13175): trained values are added to W at <c>r (in + out)</c> random
/// places, as many numbers as LoRA of that rank has. They start at zero. The places are saved with them.
/// </summary>
[PeftMethod("SHIRA", ArXiv = "2406.13175")]
public sealed record ShiraConfig : LayerPeftConfig
{
    /// <summary>r, which the number of places follows from; the update's rank is not bound by it.</summary>
    [JsonPropertyName("r")]
    public int Rank { get; init; } = 32;

    /// <summary>Seeds the places, the same for layers of one shape; null draws other ones for every layer.</summary>
    [JsonPropertyName("random_seed")]
    public long? PlaceSeed { get; init; }

    /// <summary>Whether the values start at zero, or at normal draws.</summary>
    [JsonPropertyName("init_weights")]
    public WeightStart Start { get; init; } = WeightStart.Usual;

    /// <summary>Whether the base stores its weights transposed; written for PEFT, and found out here.</summary>
    [JsonPropertyName("fan_in_fan_out")]
    public bool FanInFanOut { get; init; }

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, string> Inert { get; } =
        new Dictionary<string, string> { ["mask_type"] = "\"random\"" };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Extra => ["exclude_modules", .. LayerNumbers];

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site)
    {
        var layer = site.Layer;
        var count = Rank * (layer.InFeatures + layer.OutFeatures);
        return Rank > 0 && count <= layer.InFeatures * layer.OutFeatures
            ? new ShiraAdapter(this, count, site)
            : throw new ArgumentException(
                $"Rank {Rank} asks for {count} places of '{site.Module}', whose weight is {layer.OutFeatures} x {layer.InFeatures}.");
    }
}

/// <summary>SHiRA on one layer.</summary>
public sealed class ShiraAdapter : DeltaAdapter
{
    private readonly Parameter shira_weight;
    private readonly Tensor shira_indices;

    internal ShiraAdapter(ShiraConfig config, long count, AdapterSite site) : base(nameof(ShiraAdapter), site.Layer)
    {
        using var draws = new Draws(site.Seed);
        using var places = new Draws(config.PlaceSeed ?? site.Seed);
        var (sorted, _) = places.Places(count, Layer.OutFeatures, Layer.InFeatures).sort();
        shira_weight = Trained(config.Start.IsRandom ? draws.Normal(1, count) : zeros(count));
        shira_indices = SparseUpdate.Split(sorted, Layer.InFeatures).to(ScalarType.Int32, Layer.Weight.device);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor Delta()
    {
        using var scope = NewDisposeScope();
        return SparseUpdate.Dense(Layer.OutFeatures, Layer.InFeatures, Places(), shira_weight).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
        [new("shira_weight", shira_weight), new("shira_indices", shira_indices, IsTrained: false)];

    /// <inheritdoc/>
    protected override Tensor Updated(Tensor weight)
    {
        using var scope = NewDisposeScope();
        return SparseUpdate.Add(weight, Places(), shira_weight).MoveToOuterDisposeScope();
    }

    private Tensor Places() => SparseUpdate.Join(shira_indices, Layer.InFeatures);
}
