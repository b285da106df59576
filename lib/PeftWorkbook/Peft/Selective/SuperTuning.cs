using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Selective;

/// <summary>
/// Super-Tuning (arXiv 2607.09287): trained values are added to the entries of the weight that are largest in magnitude; with a rank r, a
/// LoRA of <c>alpha / r · B A</c> is added too (Supra). All starts at zero. It trains <c>(1 − sparsity) in · out</c> numbers a layer, and
/// <c>r (in + out)</c> for the LoRA.
/// </summary>
[PeftMethod("SUPERTUNING", ArXiv = "2607.09287")]
public sealed record SuperTuningConfig : LayerPeftConfig
{
    /// <summary>The share of the weight's entries that stay.</summary>
    [JsonPropertyName("sparsity")]
    public double Sparsity { get; init; } = 0.99;

    /// <summary>Whether the largest entries are trained, or the smallest.</summary>
    [JsonPropertyName("select_top")]
    public bool TakesLargest { get; init; } = true;

    /// <summary>r of the LoRA; null for none.</summary>
    [JsonPropertyName("r")]
    public int? Rank { get; init; }

    /// <summary>The LoRA is scaled by alpha / r.</summary>
    [JsonPropertyName("lora_alpha")]
    public double? Alpha { get; init; }

    /// <summary>The share of the LoRA's input that is dropped in training.</summary>
    [JsonPropertyName("lora_dropout")]
    public double Dropout { get; init; }

    /// <summary>Whether the fresh adapter changes nothing; otherwise everything starts at random.</summary>
    [JsonPropertyName("init_weights")]
    public bool InitWeights { get; init; } = true;

    /// <summary>Whether the file holds which entries are trained; they follow from the weight otherwise.</summary>
    [JsonPropertyName("save_precomputed_indices")]
    public bool SaveIndices { get; init; } = true;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Extra { get; } = ["exclude_modules", .. LayerNumbers];

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site)
    {
        var (all, most) = (site.Layer.Weight.numel(), Math.Min(site.Layer.InFeatures, site.Layer.OutFeatures));
        var count = (long)(all * (1 - Sparsity));
        if (Sparsity is not (>= 0 and < 1) || count < 1)
        {
            throw new ArgumentException(
                $"sparsity {Sparsity} leaves {count} of the {all} entries of '{site.Module}' to train: give less, from 0 on.");
        }

        return Rank is null or >= 1 && (Rank ?? 1) <= most
            ? new SuperTuningAdapter(site, this, count)
            : throw new ArgumentException($"Rank {Rank} does not fit '{site.Module}': give one from 1 to {most}, or none.");
    }
}

/// <summary>Super-Tuning on one linear layer.</summary>
public sealed class SuperTuningAdapter : WeightAdapter
{
    private readonly Parameter supertuning_values;
    private readonly Tensor supertuning_indices;
    private readonly Parameter? supertuning_lora_A;
    private readonly Parameter? supertuning_lora_B;
    private readonly SuperTuningConfig _config;

    internal SuperTuningAdapter(AdapterSite site, SuperTuningConfig config, long count) : base(nameof(SuperTuningAdapter), site.Layer)
    {
        _config = config;
        using var generator = new Generator((ulong)site.Seed);
        var (layer, weight) = (site.Layer, site.Layer.Weight);
        using var sizes = weight.detach().abs().flatten();
        supertuning_indices = sizes.topk((int)count, largest: config.TakesLargest).indexes.to_type(ScalarType.Int32);
        supertuning_values = new((config.InitWeights ? zeros(count) : TorchDraws.Normal(generator, 1, count)).Like(weight));
        if (config.Rank is { } rank)
        {
            supertuning_lora_A = new(TorchDraws.Linear(generator, rank, layer.InFeatures).Like(weight));
            supertuning_lora_B = new(TorchDraws.ZeroOr(config.InitWeights, generator, layer.OutFeatures, rank).Like(weight));
        }

        RegisterComponents();
    }

    private double Scaling => (_config.Alpha ?? _config.Rank ?? 0) / (_config.Rank ?? 1);

    /// <inheritdoc/>
    public override Tensor Transform(Tensor weight)
    {
        using var scope = NewDisposeScope();
        var sum = Sparse(weight);
        return (supertuning_lora_A is null ? sum : sum.addmm(supertuning_lora_B!, supertuning_lora_A, 1, (float)Scaling))
            .MoveToOuterDisposeScope();
    }

    /// <summary>The sparse part changes the weight; the LoRA, with its dropout, stands beside it.</summary>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        if (supertuning_lora_A is null || !next.IsLayer)
        {
            return base.Forward(x, next);
        }

        using var scope = NewDisposeScope();
        var input = training && _config.Dropout > 0 ? F.dropout(x, _config.Dropout) : x;
        var y = Layer.Apply(x, Sparse(Layer.Weight), Layer.Bias);
        return Engine.LowRank.Add(y, input, supertuning_lora_A, supertuning_lora_B!, Scaling).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
    [
        new(nameof(supertuning_values), supertuning_values),
        new(nameof(supertuning_indices), supertuning_indices, IsTrained: false, _config.SaveIndices),
        .. supertuning_lora_A is null
            ? Array.Empty<AdapterTensor>()
            : [new("supertuning_lora_A.weight", supertuning_lora_A), new("supertuning_lora_B.weight", supertuning_lora_B!)],
    ];

    /// <inheritdoc/>
    protected internal override void Import(string suffix, Tensor value)
    {
        if (suffix == nameof(supertuning_indices))
        {
            using var wide = value.to_type(ScalarType.Int64);
            if (wide.max().item<long>() >= Layer.Weight.numel() || wide.min().item<long>() < 0)
            {
                throw new InvalidDataException($"{suffix} names an entry outside a weight of {Layer.Weight.numel()}.");
            }
        }

        base.Import(suffix, value);
    }

    private Tensor Sparse(Tensor weight) =>
        weight.reshape(-1).scatter_add(0, supertuning_indices.to_type(ScalarType.Int64), supertuning_values).view(weight.shape);
}
