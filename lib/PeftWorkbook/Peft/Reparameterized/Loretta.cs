using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// LoRETTA_rep (arXiv 2402.11417): LoRA whose factors are tensor trains, <c>W' = W + alpha / r · (A B)ᵀ</c> with <c>A [in, r]</c> of cores
/// over <c>8 × in/8 × r</c> and <c>B [r, out]</c> of cores over <c>r × 8 × out/8</c>. Both start at random, as in the authors' code, so a
/// fresh adapter changes the model a little. It trains the cores, <c>Σ rankᵢ₋₁ nᵢ rankᵢ</c> numbers a layer.
/// </summary>
[PeftMethod("LORETTA", ArXiv = "2402.11417")]
public sealed record LorettaConfig : LowRankConfig
{
    /// <summary>The rank between cores.</summary>
    [JsonPropertyName("tensor_rank")]
    public int TensorRank { get; init; } = 5;

    /// <summary>
    /// The first part that the layer's width is split into; where it does not divide the width, the next smaller that does.
    /// </summary>
    [JsonPropertyName("split")]
    public int Split { get; init; } = 8;

    /// <inheritdoc/>
    protected override LayerAdapter Make(AdapterSite site) => TensorRank > 0 && Split > 0
        ? new LorettaAdapter(site, this)
        : throw new ArgumentException($"tensor_rank {TensorRank} and split {Split} must be positive.");
}

/// <summary>LoRETTA on one linear layer.</summary>
public sealed class LorettaAdapter : LowRankAdapter
{
    private readonly ParameterList loretta_A, loretta_B;

    internal LorettaAdapter(AdapterSite site, LorettaConfig config)
        : base(nameof(LorettaAdapter), site.Layer, config.Scaling, config.Dropout)
    {
        using var draws = new Draws(site.Seed);
        var (a1, a2) = TensorTrain.Split(Layer.InFeatures, config.Split);
        var (b1, b2) = TensorTrain.Split(Layer.OutFeatures, config.Split);
        var size = Layer.InFeatures + Layer.OutFeatures;
        ParameterList Cores(params long[] sizes) => nn.ParameterList(
        [
            .. TensorTrain.Shapes(sizes, config.TensorRank).Select(shape =>
                Trained(draws.Normal(Math.Pow(size, -0.5 / sizes.Length) / Math.Sqrt(shape[2]), shape))),
        ]);
        (loretta_A, loretta_B) = (Cores(a1, a2, config.Rank), Cores(config.Rank, b1, b2));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
        loretta_A.Select((c, i) => new AdapterTensor($"loretta_A.{i}", c))
            .Concat(loretta_B.Select((c, i) => new AdapterTensor($"loretta_B.{i}", c)));

    /// <inheritdoc/>
    protected override (Tensor A, Tensor B) Factors() =>
        (TensorTrain.Full(loretta_A).reshape(Layer.InFeatures, -1).t(), TensorTrain.Full(loretta_B).reshape(-1, Layer.OutFeatures).t());
}
