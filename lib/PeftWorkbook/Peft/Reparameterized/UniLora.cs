using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// Uni-LoRA (arXiv 2506.00799): every entry of every layer's A and B is an entry of one trained vector θ, <c>θ[i] / √n(i)</c>, where i is a
/// random index and n(i) counts its uses in the whole model, so that the map keeps lengths. It trains <c>|θ|</c> numbers a model.
/// </summary>
[PeftMethod("UNILORA", ArXiv = "2506.00799")]
public sealed record UniLoraConfig : LayerPeftConfig, ITrainsBiases
{
    /// <summary>r, the rank of the updates.</summary>
    [JsonPropertyName("r")]
    public int Rank { get; init; } = 4;

    /// <summary>The length of θ.</summary>
    [JsonPropertyName("theta_d_length")]
    public int ThetaLength { get; init; } = 256;

    /// <summary>The seed of the indices.</summary>
    [JsonPropertyName("proj_seed")]
    public long ProjectionSeed { get; init; } = 42;

    /// <summary>Whether the file holds the indices and scales; they follow from the seed otherwise.</summary>
    [JsonPropertyName("save_indices")]
    public bool SaveIndices { get; init; }

    /// <summary>The share of the adapter's input that is dropped in training.</summary>
    [JsonPropertyName("unilora_dropout")]
    public double Dropout { get; init; }

    /// <summary>θ starts uniform in ± this.</summary>
    [JsonPropertyName("init_theta_d_bound")]
    public double ThetaBound { get; init; } = 0.02;

    /// <summary>Whether θ starts so; otherwise it starts normal.</summary>
    [JsonPropertyName("init_weights")]
    public bool InitWeights { get; init; } = true;

    /// <summary>Whether the base stores its weights transposed; written for PEFT, and found out here.</summary>
    [JsonPropertyName("fan_in_fan_out")]
    public bool FanInFanOut { get; init; }

    /// <inheritdoc/>
    [JsonPropertyName("bias")]
    public string Bias { get; init; } = "none";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Extra { get; } = ["exclude_modules"];

    /// <inheritdoc/>
    protected internal override AdapterShare CreateShare(IReadOnlyList<AdapterSite> sites, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Rank, 1, "r");
        ArgumentOutOfRangeException.ThrowIfLessThan(ThetaLength, 1, "theta_d_length");
        using var generator = new Generator((ulong)seed);
        var theta = InitWeights ? TorchDraws.Uniform(generator, ThetaBound, ThetaLength) : TorchDraws.Normal(generator, 1, ThetaLength);
        var sizes = sites.Select(s => Rank * (s.Layer.InFeatures + s.Layer.OutFeatures)).ToArray();
        var indices = Assign(sizes.Sum());
        var scales = indices.bincount(null, ThetaLength).to_type(ScalarType.Float32).rsqrt();
        return new Theta(theta.Like(sites[0].Layer.Weight), new(indices.split(sizes), scales));
    }

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) => new UniLoraAdapter(site, this);

    // Every index is used equally often or once more; NumPy's generator decides which, and the order.
    private Tensor Assign(long count)
    {
        var random = new NumpyRandom((ulong)ProjectionSeed);
        var (each, rest) = (int.CreateChecked(count / ThetaLength), (int)(count % ThetaLength));
        var indices = new long[count];
        for (var i = 0; i < count - rest; i++)
        {
            indices[i] = i / each;
        }

        if (rest > 0)
        {
            random.Choice(ThetaLength, rest).CopyTo(indices, count - rest);
        }

        random.Shuffle(indices);
        return tensor(indices);
    }

    /// <summary>What layers take their part of when they are made.</summary>
    internal sealed record Map(Tensor[] Indices, Tensor Scales);

    /// <summary>The trained vector.</summary>
    internal sealed class Theta : AdapterShare
    {
        private readonly Parameter unilora_theta_d;

        internal Theta(Tensor start, Map map) : base(nameof(Theta))
        {
            (unilora_theta_d, Drawn) = (new(start), map);
            RegisterComponents();
        }

        internal Tensor Values => unilora_theta_d;

        internal Map Drawn { get; }

        /// <inheritdoc/>
        protected internal override IEnumerable<AdapterTensor> State => [new("unilora_theta_d", unilora_theta_d)];
    }
}

/// <summary>Uni-LoRA on one linear layer.</summary>
public sealed class UniLoraAdapter : LowRankAdapter
{
    private readonly Tensor unilora_indices_A, unilora_indices_B, unilora_scales_A, unilora_scales_B;
    private readonly AdapterSite _site;
    private readonly bool _isSaved;

    internal UniLoraAdapter(AdapterSite site, UniLoraConfig config) : base(nameof(UniLoraAdapter), site.Layer, 1, config.Dropout)
    {
        (_site, _isSaved) = (site, config.SaveIndices);
        var (layer, map, rank) = (site.Layer, ((UniLoraConfig.Theta)site.Share!).Drawn, config.Rank);
        var parts = map.Indices[site.Index].split([rank * layer.InFeatures, rank * layer.OutFeatures]);
        var (a, b) = (parts[0].view(rank, layer.InFeatures), parts[1].view(layer.OutFeatures, rank));
        unilora_indices_A = a.to(layer.Weight.device, copy: true);
        unilora_indices_B = b.to(layer.Weight.device, copy: true);
        unilora_scales_A = map.Scales.index([a]).Like(layer.Weight);
        unilora_scales_B = map.Scales.index([b]).Like(layer.Weight);
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
    [
        new(nameof(unilora_indices_A), unilora_indices_A, false, _isSaved),
        new(nameof(unilora_indices_B), unilora_indices_B, false, _isSaved),
        new(nameof(unilora_scales_A), unilora_scales_A, false, _isSaved),
        new(nameof(unilora_scales_B), unilora_scales_B, false, _isSaved),
    ];

    /// <inheritdoc/>
    protected internal override void Import(string suffix, Tensor value)
    {
        var length = ((UniLoraConfig.Theta)_site.Share!).Values.numel();
        if (!value.is_floating_point() && (value.max().item<long>() >= length || value.min().item<long>() < 0))
        {
            throw new InvalidDataException($"{suffix} of {_site.Module} has an index outside the {length} numbers of unilora_theta_d.");
        }

        base.Import(suffix, value);
    }

    /// <inheritdoc/>
    protected override (Tensor A, Tensor B) Factors() =>
        (Entries(unilora_indices_A) * unilora_scales_A, Entries(unilora_indices_B) * unilora_scales_B);

    private Tensor Entries(Tensor indices) =>
        ((UniLoraConfig.Theta)_site.Share!).Values.index_select(0, indices.flatten()).view(indices.shape);
}
