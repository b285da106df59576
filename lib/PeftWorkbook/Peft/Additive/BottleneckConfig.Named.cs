using System.Text.Json.Serialization;

namespace PeftWorkbook.Peft.Additive;

public sealed partial record BottleneckConfig
{
    /// <summary>Pfeiffer's adapter (arXiv 2005.00247), one a layer; AdapterHub's <c>seq_bn</c>.</summary>
    public static BottleneckConfig Pfeiffer(ReductionFactor? reduction = null) => new() { Reduction = reduction ?? 16 };

    /// <summary>Houlsby's adapter (arXiv 1902.00751), two a layer; AdapterHub's <c>double_seq_bn</c>.</summary>
    public static BottleneckConfig Houlsby(ReductionFactor? reduction = null) => new()
    {
        AfterAttention = true,
        JoinsBefore = false,
        Activation = "swish",
        Reduction = reduction ?? 16,
    };

    /// <summary>The parallel adapter (arXiv 2110.04366), beside the feed-forward net; AdapterHub's <c>par_bn</c>.</summary>
    public static BottleneckConfig Parallel(ReductionFactor? reduction = null) => new()
    {
        IsParallel = true,
        Start = "mam_adapter",
        Scaling = 4.0,
        Reduction = reduction ?? 2,
    };

    /// <summary>Adapter+ (arXiv 2406.06820): no second norm, a scale for each channel; AdapterHub's <c>adapter_plus</c>.</summary>
    public static BottleneckConfig AdapterPlus(ReductionFactor? reduction = null) => new()
    {
        JoinsAfter = false,
        Residual = BottleneckResidual.Input,
        Activation = "gelu",
        Start = "houlsby",
        Scaling = BottleneckScaling.Channel,
        StochasticDepth = 0.1,
        Reduction = reduction ?? 96,
    };

    /// <summary>Compacter (arXiv 2106.04647): Houlsby's places; AdapterHub's <c>compacter</c>.</summary>
    public static BottleneckConfig Compacter(ReductionFactor? reduction = null) => new()
    {
        AfterAttention = true,
        JoinsBefore = false,
        Activation = "gelu",
        IsKronecker = true,
        Reduction = reduction ?? 32,
    };

    /// <summary>Compacter++: after the feed-forward net alone; AdapterHub's <c>compacter++</c>.</summary>
    public static BottleneckConfig CompacterPlusPlus(ReductionFactor? reduction = null) =>
        Compacter(reduction) with { AfterAttention = false };

    /// <summary>These settings with an invertible block on the embeddings (MAD-X, arXiv 2005.00052).</summary>
    public BottleneckConfig WithInvertible(double reduction = 2) => this with { Invertible = "nice", InvertibleReduction = reduction };

    /// <summary>Whether <c>W↓</c> and <c>W↑</c> are sums of Kronecker products, <c>Σᵢ Aᵢ ⊗ Wᵢ</c>, as in Compacter.</summary>
    [JsonPropertyName("phm_layer")]
    public bool IsKronecker { get; init; }

    /// <summary>n, the number of products and the width of the Aᵢ; it divides the hidden width and the bottleneck's.</summary>
    [JsonPropertyName("phm_dim")]
    public int KroneckerTerms { get; init; } = 4;

    /// <summary>Whether the Wᵢ are products of two factors.</summary>
    [JsonPropertyName("factorized_phm_W")]
    public bool FactorsWeights { get; init; } = true;

    /// <summary>Whether all adapters have the same Wᵢ.</summary>
    [JsonPropertyName("shared_W_phm")]
    public bool SharesWeights { get; init; }

    /// <summary>Whether all adapters have the same Aᵢ.</summary>
    [JsonPropertyName("shared_phm_rule")]
    public bool SharesRule { get; init; } = true;

    /// <summary>Whether the Aᵢ are products of a column and a row.</summary>
    [JsonPropertyName("factorized_phm_rule")]
    public bool FactorsRule { get; init; }

    /// <summary>How the Aᵢ start: <c>normal</c> or <c>uniform</c>.</summary>
    [JsonPropertyName("phm_c_init")]
    public string RuleStart { get; init; } = "normal";

    /// <summary>The deviation of shared Aᵢ that start normal.</summary>
    [JsonPropertyName("phm_init_range")]
    public double RuleDeviation { get; init; } = 0.0001;

    /// <summary>Whether the Aᵢ are trained.</summary>
    [JsonPropertyName("learn_phm")]
    public bool TrainsRule { get; init; } = true;

    /// <summary>
    /// How the Wᵢ start: <c>glorot-uniform</c>, <c>glorot-normal</c>, or <c>normal</c> with <see cref="RuleDeviation"/>. AdapterHub
    /// takes <c>glorot-normal</c> whatever this says.
    /// </summary>
    [JsonPropertyName("hypercomplex_nonlinearity")]
    public string WeightStart { get; init; } = "glorot-uniform";

    /// <summary>The rank of factorised Wᵢ.</summary>
    [JsonPropertyName("phm_rank")]
    public int KroneckerRank { get; init; } = 1;

    /// <summary>Whether <c>W↓</c> and <c>W↑</c> have biases.</summary>
    [JsonPropertyName("phm_bias")]
    public bool HasKroneckerBias { get; init; } = true;
}
