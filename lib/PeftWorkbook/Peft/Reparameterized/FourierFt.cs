using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// FourierFT (arXiv 2405.03003): ΔW is the real part of an inverse Fourier transform of n coefficients,
/// <c>ΔW = s · Re ifft2(S)</c>, where S is zero but for the trained ones at random places. The places come from a seed
/// of the configuration and are the same for layers of one shape. It trains n numbers a layer.
/// </summary>
[PeftMethod("FOURIERFT", ArXiv = "2405.03003")]
public sealed record FourierFtConfig : LayerPeftConfig
{
    /// <summary>n, the number of coefficients of a layer.</summary>
    [JsonPropertyName("n_frequency")]
    public int Frequencies { get; init; } = 1000;

    /// <summary>Other numbers for modules whose name matches a pattern.</summary>
    [JsonPropertyName("n_frequency_pattern")]
    public IReadOnlyDictionary<string, int> FrequencyPattern { get; init; } = new Dictionary<string, int>();

    /// <summary>s, what the transform is multiplied by.</summary>
    [JsonPropertyName("scaling")]
    public double Scaling { get; init; } = 150;

    /// <summary>Seeds the places.</summary>
    [JsonPropertyName("random_loc_seed")]
    public long PlaceSeed { get; init; } = 777;

    /// <summary>
    /// Whether the coefficients start at zero; PEFT's are normal draws, so that a fresh adapter does something.
    /// </summary>
    [JsonPropertyName("init_weights")]
    public WeightStart Start { get; init; } = WeightStart.Random;

    /// <summary>Whether the base stores its weights transposed; written for PEFT, and found out here.</summary>
    [JsonPropertyName("fan_in_fan_out")]
    public bool FanInFanOut { get; init; }

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, string> Inert => FixedBias;

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site)
    {
        var count = Patterned(FrequencyPattern, site.Module, Frequencies);
        var layer = site.Layer;
        return count > 0 && count <= layer.InFeatures * layer.OutFeatures
            ? new FourierFtAdapter(this, count, site)
            : throw new ArgumentException(
                $"n_frequency {count} does not fit '{site.Module}', whose weight is {layer.OutFeatures} x {layer.InFeatures}.");
    }
}

/// <summary>FourierFT on one layer.</summary>
public sealed class FourierFtAdapter : DeltaAdapter
{
    private readonly Parameter fourierft_spectrum;
    private readonly Tensor indices;
    private readonly double _scaling;

    internal FourierFtAdapter(FourierFtConfig config, long count, AdapterSite site) : base(nameof(FourierFtAdapter), site.Layer)
    {
        using var draws = new Draws(site.Seed);
        using var places = new Draws(config.PlaceSeed);
        _scaling = config.Scaling;
        fourierft_spectrum = Trained(config.Start.IsRandom ? draws.Normal(1, count) : zeros(count));
        indices = SparseUpdate.Split(places.Places(count, Layer.OutFeatures, Layer.InFeatures), Layer.InFeatures)
            .to(Layer.Weight.device);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor Delta()
    {
        using var scope = NewDisposeScope();
        var places = SparseUpdate.Join(indices, Layer.InFeatures);
        var spectrum = fourierft_spectrum.to_type(ScalarType.Float32);
        var dense = SparseUpdate.Dense(Layer.OutFeatures, Layer.InFeatures, places, spectrum);
        return (fft.ifft2(dense).real * _scaling).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
    [
        new("fourierft_spectrum", fourierft_spectrum),
        new("indices", indices, IsTrained: false, IsSaved: false),
    ];
}
