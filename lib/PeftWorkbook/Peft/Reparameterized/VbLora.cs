using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// VB-LoRA (arXiv 2405.15179): LoRA's A and B are cut into pieces of length b, and each piece is a mixture of a few vectors of one bank
/// that all layers share, <c>Σ softmax(top-k logits) · vector</c>. It trains <c>h (in + out) r / b</c> logits a layer and the bank's
/// <c>h b</c> numbers; saved with the chosen vectors alone, a piece costs k indices and k - 1 weights.
/// </summary>
[PeftMethod("VBLORA", ArXiv = "2405.15179")]
public sealed record VbLoraConfig : LayerPeftConfig, ITrainsBiases
{
    /// <summary>r, the rank of the update.</summary>
    [JsonPropertyName("r")]
    public int Rank { get; init; } = 4;

    /// <summary>h, the number of vectors in the bank.</summary>
    [JsonPropertyName("num_vectors")]
    public int VectorCount { get; init; } = 256;

    /// <summary>b, their length, which divides the width of every layer.</summary>
    [JsonPropertyName("vector_length")]
    public int VectorLength { get; init; } = 256;

    /// <summary>k, how many vectors a piece mixes.</summary>
    [JsonPropertyName("topk")]
    public int TopK { get; init; } = 2;

    /// <summary>Whether the file holds the chosen vectors and their weights, not all logits: smaller, and the choice is final.</summary>
    [JsonPropertyName("save_only_topk_weights")]
    public bool SaveOnlyTopK { get; init; }

    /// <summary>The share of the adapter's input that is dropped in training.</summary>
    [JsonPropertyName("vblora_dropout")]
    public double Dropout { get; init; }

    /// <summary>The bank starts uniform in ± this.</summary>
    [JsonPropertyName("init_vector_bank_bound")]
    public double BankBound { get; init; } = 0.02;

    /// <summary>The logits start normal with this deviation.</summary>
    [JsonPropertyName("init_logits_std")]
    public double LogitsDeviation { get; init; } = 0.1;

    /// <summary>Whether the base stores its weights transposed; written for PEFT, and found out here.</summary>
    [JsonPropertyName("fan_in_fan_out")]
    public bool FanInFanOut { get; init; }

    /// <inheritdoc/>
    [JsonPropertyName("bias")]
    public string Bias { get; init; } = "none";

    /// <inheritdoc/>
    protected internal override AdapterShare CreateShare(IReadOnlyList<AdapterSite> sites, long seed)
    {
        if (Rank < 1 || TopK < 1 || TopK > VectorCount)
        {
            throw new ArgumentException(
                $"VB-LoRA needs r of at least 1 and topk from 1 to num_vectors ({VectorCount}), not {Rank} and {TopK}.");
        }

        using var generator = new Generator((ulong)seed);
        return new VectorBank(TorchDraws.Uniform(generator, BankBound, VectorCount, VectorLength).Like(sites[0].Layer.Weight));
    }

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) =>
        site.Layer.InFeatures % VectorLength == 0 && site.Layer.OutFeatures % VectorLength == 0
            ? new VbLoraAdapter(site, this)
            : throw new ArgumentException(
                $"vector_length {VectorLength} does not divide '{site.Module}', whose weight is " +
                $"{site.Layer.OutFeatures} x {site.Layer.InFeatures}.");

    /// <summary>The vectors that all layers mix.</summary>
    internal sealed class VectorBank : AdapterShare
    {
        private readonly Parameter vblora_vector_bank;

        internal VectorBank(Tensor start) : base(nameof(VectorBank))
        {
            vblora_vector_bank = new(start);
            RegisterComponents();
        }

        internal Tensor Vectors => vblora_vector_bank;

        /// <inheritdoc/>
        protected internal override IEnumerable<AdapterTensor> State => [new("vblora_vector_bank", vblora_vector_bank)];
    }
}

/// <summary>VB-LoRA on one linear layer.</summary>
public sealed class VbLoraAdapter : LowRankAdapter
{
    private readonly Parameter vblora_logits_A;
    private readonly Parameter vblora_logits_B;
    private readonly AdapterSite _site;
    private readonly TopKFile _file;
    private readonly VbLoraConfig _config;

    internal VbLoraAdapter(AdapterSite site, VbLoraConfig config) : base(nameof(VbLoraAdapter), site.Layer, 1, config.Dropout)
    {
        (_site, _config, _file) = (site, config, new(config.TopK, config.VectorCount));
        using var generator = new Generator((ulong)site.Seed);
        var (layer, length) = (site.Layer, config.VectorLength);
        long[] a = [config.Rank, layer.InFeatures / length, config.VectorCount];
        long[] b = [layer.OutFeatures / length, config.Rank, config.VectorCount];
        vblora_logits_A = new(TorchDraws.Normal(generator, config.LogitsDeviation, a).Like(layer.Weight));
        vblora_logits_B = new(TorchDraws.Normal(generator, config.LogitsDeviation, b).Like(layer.Weight));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
        [new(nameof(vblora_logits_A), vblora_logits_A), new(nameof(vblora_logits_B), vblora_logits_B)];

    /// <inheritdoc/>
    protected internal override IEnumerable<(string Suffix, Tensor Tensor)> Export() =>
        _config.SaveOnlyTopK ? State.SelectMany(s => _file.Write(s.Suffix, s.Tensor)) : base.Export();

    /// <inheritdoc/>
    protected internal override void Import(string suffix, Tensor value)
    {
        if (_config.SaveOnlyTopK)
        {
            _file.Read(suffix, value, State);
            return;
        }

        base.Import(suffix, value);
    }

    /// <inheritdoc/>
    protected override (Tensor A, Tensor B) Factors()
    {
        var rank = vblora_logits_A.shape[0];
        return (Mixed(vblora_logits_A).reshape(rank, -1), Mixed(vblora_logits_B).transpose(1, 2).reshape(-1, rank));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    // [p, q, h] to [p, q, b]
    private Tensor Mixed(Tensor logits)
    {
        var (top, chosen) = logits.topk(_config.TopK);
        var bank = ((VbLoraConfig.VectorBank)_site.Share!).Vectors;
        var vectors = bank.index_select(0, chosen.flatten()).view([.. chosen.shape, bank.shape[1]]);
        return (top.softmax(-1).unsqueeze(-1) * vectors).sum(-2);
    }
}
