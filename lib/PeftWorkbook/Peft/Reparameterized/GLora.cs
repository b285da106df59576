using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// GLoRA (arXiv 2306.07967): weight and bias are scaled and shifted, <c>W' = W + W∘A + B</c> and <c>b' = b + b∘D + E + W C</c>. Each of the
/// five is a low-rank product, a vector, a number, or nothing; C, D and E act where the layer has a bias. All start at zero.
/// </summary>
[PeftMethod("GLORA", ArXiv = "2306.07967")]
public sealed record GLoraConfig : LayerPeftConfig, ITrainsBiases
{
    /// <summary>The rank of low-rank products.</summary>
    [JsonPropertyName("r")]
    public int Rank { get; init; } = 8;

    /// <summary>The form of A and B: <c>lora</c>, <c>vector</c> (one number a row), <c>constant</c> or <c>none</c>.</summary>
    [JsonPropertyName("config_A_B")]
    public string FormOfAB { get; init; } = "lora";

    /// <summary>The form of C: <c>lora</c>, <c>vector</c> or <c>none</c>.</summary>
    [JsonPropertyName("config_C")]
    public string FormOfC { get; init; } = "lora";

    /// <summary>The form of D and E: <c>vector</c>, <c>constant</c> or <c>none</c>.</summary>
    [JsonPropertyName("config_D_E")]
    public string FormOfDE { get; init; } = "constant";

    /// <summary>Whether everything starts at zero; otherwise at random.</summary>
    [JsonPropertyName("init_weights")]
    public bool InitWeights { get; init; } = true;

    /// <inheritdoc/>
    [JsonPropertyName("bias")]
    public string Bias { get; init; } = "none";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Extra { get; } = ["exclude_modules", .. LayerNumbers];

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) => new GLoraAdapter(site, this);
}

/// <summary>GLoRA on one linear layer.</summary>
public sealed class GLoraAdapter : WeightAdapter
{
    private readonly GLoraPath glora_A, glora_B, glora_C, glora_D, glora_E;

    internal GLoraAdapter(AdapterSite site, GLoraConfig config) : base(nameof(GLoraAdapter), site.Layer)
    {
        using var generator = new Generator((ulong)site.Seed);
        var (layer, rank) = (site.Layer, config.Rank);
        var (formOfC, formOfDE) = layer.Bias is null ? ("none", "none") : (config.FormOfC, config.FormOfDE);
        GLoraPath Path(string form, params long[] shape) =>
            GLoraPath.Create(form, shape, rank, config.InitWeights, generator, layer.Weight);
        glora_A = Path(config.FormOfAB, layer.OutFeatures, layer.InFeatures);
        glora_B = Path(config.FormOfAB, layer.OutFeatures, layer.InFeatures);
        glora_C = Path(formOfC, layer.InFeatures, 1);
        (glora_D, glora_E) = (Path(formOfDE, layer.OutFeatures), Path(formOfDE, layer.OutFeatures));
        RegisterComponents();
    }

    private IEnumerable<(string Name, GLoraPath Path)> Paths =>
    [
        (nameof(glora_A), glora_A), (nameof(glora_B), glora_B), (nameof(glora_C), glora_C), (nameof(glora_D), glora_D),
        (nameof(glora_E), glora_E),
    ];

    /// <inheritdoc/>
    public override Tensor Transform(Tensor weight)
    {
        using var scope = NewDisposeScope();
        var scaled = glora_A.Value() is { } a ? weight + (weight * a) : weight;
        return (glora_B.Value() is { } b ? scaled + b : scaled.alias()).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor? TransformBias(Tensor weight, Tensor? bias)
    {
        if (bias is null || (glora_C.IsEmpty && glora_D.IsEmpty))
        {
            return bias;
        }

        using var scope = NewDisposeScope();
        var sum = bias;
        sum = glora_D.Value() is { } d ? sum + (bias * d) : sum;
        sum = glora_E.Value() is { } e ? sum + e : sum;
        sum = glora_C.Value() is { } c ? sum + weight.mm(c).squeeze(1) : sum;
        return sum.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
        Paths.SelectMany(p => p.Path.State.Select(s => s with { Suffix = $"{p.Name}.{s.Suffix}" }));

    /// <summary>PEFT writes zeros for what is not there.</summary>
    protected internal override IEnumerable<(string Suffix, Tensor Tensor)> Export() =>
        Paths.SelectMany(p => p.Path.Export().Select(s => ($"{p.Name}.{s.Suffix}", s.Tensor)));

    /// <inheritdoc/>
    protected internal override void Import(string suffix, Tensor value)
    {
        if (State.Any(s => s.Suffix == suffix))
        {
            base.Import(suffix, value);
        }
        else if (value.any().item<bool>())
        {
            throw new InvalidDataException($"{suffix} stands for a part of GLoRA that its settings leave out, and is not zero.");
        }
    }
}
