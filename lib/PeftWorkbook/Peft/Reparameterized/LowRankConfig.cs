using System.Text.Json.Serialization;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>The settings of methods whose update has a rank.</summary>
public abstract record RankedConfig : LayerPeftConfig
{
    /// <summary>r, the rank of the update.</summary>
    [JsonPropertyName("r")]
    public int Rank { get; init; } = 8;

    /// <summary>The share of the adapter's input that is dropped in training.</summary>
    [JsonPropertyName("lora_dropout")]
    public double Dropout { get; init; }

    /// <inheritdoc/>
    protected internal sealed override LayerAdapter Create(AdapterSite site)
    {
        var most = Math.Min(site.Layer.InFeatures, site.Layer.OutFeatures);
        return Rank >= 1 && Rank <= most
            ? Make(site)
            : throw new ArgumentException($"Rank {Rank} does not fit '{site.Module}': give one from 1 to {most}.");
    }

    /// <summary>Makes the adapter of one layer, which the rank fits.</summary>
    protected abstract LayerAdapter Make(AdapterSite site);
}

/// <summary>The settings that LoRA's variants have as LoRA has them: <c>W' = W + alpha / r · ΔW</c> of rank r.</summary>
public abstract record LowRankConfig : RankedConfig
{
    /// <summary>The update is scaled by alpha / r.</summary>
    [JsonPropertyName("lora_alpha")]
    public double Alpha { get; init; } = 8;

    /// <summary>What the product of the factors is multiplied by.</summary>
    [JsonIgnore]
    public virtual double Scaling => Alpha / Rank;
}
