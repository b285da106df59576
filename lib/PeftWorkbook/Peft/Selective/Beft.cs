using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Selective;

/// <summary>
/// BEFT, bias-efficient fine-tuning: a trained bias on top of the layer's own, <c>y = W x + b + β</c>. β starts at
/// zero. It trains out numbers a layer, and is merged into layers that have a bias.
/// </summary>
[PeftMethod("BEFT")]
public sealed record BeftConfig : LayerPeftConfig
{
    /// <summary>Whether β starts at zero, or at normal draws.</summary>
    [JsonPropertyName("init_weights")]
    public WeightStart Start { get; init; } = WeightStart.Usual;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Extra => ["exclude_modules", .. LayerNumbers];

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) => new BeftAdapter(site, Start);
}

/// <summary>BEFT on one layer.</summary>
public sealed class BeftAdapter : LayerAdapter
{
    private readonly Parameter beft_bias;

    internal BeftAdapter(AdapterSite site, WeightStart start) : base(nameof(BeftAdapter), site.Layer)
    {
        using var draws = new Draws(site.Seed);
        beft_bias = Trained(start.IsRandom ? draws.Normal(1, 1, Layer.OutFeatures) : zeros(1, Layer.OutFeatures));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => [new("beft_bias", beft_bias)];

    /// <inheritdoc/>
    protected internal override bool CanMerge => Layer.Bias is not null;

    /// <inheritdoc/>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var y = next.Call(x);
        return y + beft_bias.flatten();
    }

    /// <inheritdoc/>
    protected internal override Tensor MergedWeight(Tensor weight) => weight;

    /// <inheritdoc/>
    protected internal override Tensor? MergedBias(Tensor weight, Tensor? bias)
    {
        using var _ = no_grad();
        return bias! + beft_bias.flatten();
    }
}
