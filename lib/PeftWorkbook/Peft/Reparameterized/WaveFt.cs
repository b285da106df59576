using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// WaveFT (arXiv 2505.12532): ΔW is one level of an inverse wavelet transform of n trained coefficients at random
/// places, times s. A coefficient reaches no further than the filter is long, so ΔW is written into W at <c>n taps²</c>
/// places. It trains n numbers a layer.
/// </summary>
[PeftMethod("WAVEFT", ArXiv = "2505.12532")]
public sealed record WaveFtConfig : LayerPeftConfig
{
    /// <summary>n, the number of coefficients of a layer.</summary>
    [JsonPropertyName("n_frequency")]
    public int Frequencies { get; init; } = 2592;

    /// <summary>Other numbers for modules whose name matches a pattern.</summary>
    [JsonPropertyName("n_frequency_pattern")]
    public IReadOnlyDictionary<string, int> FrequencyPattern { get; init; } = new Dictionary<string, int>();

    /// <summary>Whether layers share their coefficients out by the sizes of their weights.</summary>
    [JsonPropertyName("proportional_parameters")]
    public bool IsProportional { get; init; }

    /// <summary>s, what the transform is multiplied by.</summary>
    [JsonPropertyName("scaling")]
    public double Scaling { get; init; } = 25;

    /// <summary>The wavelet, <c>db1</c> to <c>db20</c>.</summary>
    [JsonPropertyName("wavelet_family")]
    public string Family { get; init; } = "db1";

    /// <summary>Whether the coefficients are transformed; otherwise they are entries of ΔW themselves.</summary>
    [JsonPropertyName("use_idwt")]
    public bool IsTransformed { get; init; } = true;

    /// <summary>Seeds the places.</summary>
    [JsonPropertyName("random_loc_seed")]
    public long PlaceSeed { get; init; } = 777;

    /// <summary>Whether the coefficients start at zero, or at small normal draws.</summary>
    [JsonPropertyName("init_weights")]
    public WeightStart Start { get; init; } = WeightStart.Usual;

    /// <summary>Whether the base stores its weights transposed; written for PEFT, and found out here.</summary>
    [JsonPropertyName("fan_in_fan_out")]
    public bool FanInFanOut { get; init; }

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, string> Inert => FixedBias;

    /// <inheritdoc/>
    protected internal override AdapterShare? CreateShare(IReadOnlyList<AdapterSite> sites, long seed) =>
        IsProportional
            ? new Budget(sites.Sum(s => s.Layer.InFeatures * s.Layer.OutFeatures), (long)Frequencies * sites.Count)
            : null;

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site)
    {
        var layer = site.Layer;
        var size = layer.InFeatures * layer.OutFeatures;
        var count = (site.Share as Budget)?.Part(size) ?? Patterned(FrequencyPattern, site.Module, Frequencies);
        return count > 0 && count <= size
            ? new WaveFtAdapter(this, count, site)
            : throw new ArgumentException(
                $"n_frequency {count} does not fit '{site.Module}', whose weight is {layer.OutFeatures} x {layer.InFeatures}.");
    }

    /// <summary>All coefficients of an adapter, to be shared out by size.</summary>
    private sealed class Budget(long size, long coefficients) : AdapterShare(nameof(Budget))
    {
        protected internal override IEnumerable<AdapterTensor> State => [];

        internal long Part(long part) => (long)Math.Round((double)part / size * coefficients, MidpointRounding.ToEven);
    }
}

/// <summary>WaveFT on one layer.</summary>
public sealed class WaveFtAdapter : DeltaAdapter
{
    private readonly Parameter waveft_spectrum;
    private readonly Tensor waveft_indices;
    private readonly (double[] Low, double[] High)? _filters;
    private readonly double _scaling;

    internal WaveFtAdapter(WaveFtConfig config, long count, AdapterSite site) : base(nameof(WaveFtAdapter), site.Layer)
    {
        using var draws = new Draws(site.Seed);
        using var places = new Draws(config.PlaceSeed);
        _scaling = config.Scaling;
        _filters = config.IsTransformed ? Wavelet.Synthesis(config.Family) : null;
        waveft_spectrum = Trained(config.Start.IsRandom ? draws.Normal(0.01, count) : zeros(count));
        waveft_indices = SparseUpdate.Split(places.Places(count, Layer.OutFeatures, Layer.InFeatures), Layer.InFeatures)
            .to(Layer.Weight.device);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor Delta()
    {
        using var scope = NewDisposeScope();
        var (places, values) = Entries();
        return SparseUpdate.Dense(Layer.OutFeatures, Layer.InFeatures, places, values).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
    [
        new("waveft_spectrum", waveft_spectrum),
        new("waveft_indices", waveft_indices, IsTrained: false, IsSaved: false),
    ];

    /// <inheritdoc/>
    protected override Tensor Updated(Tensor weight)
    {
        using var scope = NewDisposeScope();
        var (places, values) = Entries();
        return SparseUpdate.Add(weight, places, values).MoveToOuterDisposeScope();
    }

    // Where ΔW is not zero, and what it is there: each coefficient times the outer product of its two filters.
    private (Tensor Places, Tensor Values) Entries()
    {
        var values = waveft_spectrum * _scaling;
        if (_filters is not { } filters)
        {
            return (SparseUpdate.Join(waveft_indices, Layer.InFeatures), values);
        }

        var taps = filters.Low.Length;
        var (rows, columns) = (Band(0, Layer.OutFeatures, taps), Band(1, Layer.InFeatures, taps));

        // The quarter at the top right is high-pass along the rows, the one at the bottom left along the columns.
        var (down, downWeights) = Reach(rows, columns.IsSecond, filters, Layer.OutFeatures);
        var (across, acrossWeights) = Reach(columns, rows.IsSecond, filters, Layer.InFeatures);
        var places = (down.unsqueeze(2) * Layer.InFeatures) + across.unsqueeze(1);       // [n, taps, taps]
        var weights = downWeights.unsqueeze(2) * acrossWeights.unsqueeze(1);
        return (places.flatten(), (values.view(-1, 1, 1) * weights).flatten());
    }

    // A coefficient's number within its half of an axis that is padded by the filter's length less two, and whether that
    // is the second half.
    private (Tensor Number, Tensor IsSecond) Band(int axis, long size, int taps)
    {
        var padded = size + taps - 2;
        padded += padded % 2;
        var place = waveft_indices[axis] + ((padded - size) / 2);
        var isSecond = place.ge(padded / 2);
        return (where(isSecond, place - (padded / 2), place), isSecond);
    }

    // The places of an axis that a coefficient reaches and its filter's values there; what falls outside weighs nothing.
    private (Tensor Places, Tensor Weights) Reach(
        (Tensor Number, Tensor IsSecond) band, Tensor isHigh, (double[] Low, double[] High) filters, long size)
    {
        var taps = arange(filters.Low.Length, dtype: ScalarType.Int64, device: waveft_spectrum.device);
        var place = ((band.Number * 2) - (filters.Low.Length - 2)).unsqueeze(1) + taps.unsqueeze(0);       // [n, taps]
        Tensor Values(double[] filter) => tensor(filter, waveft_spectrum.dtype, waveft_spectrum.device).unsqueeze(0);
        var weights = where(isHigh.unsqueeze(1), Values(filters.High), Values(filters.Low));
        var isInside = place.ge(0).logical_and(place.lt(size));
        return (place.clamp(0, size - 1), weights * isInside.to_type(weights.dtype));
    }
}
