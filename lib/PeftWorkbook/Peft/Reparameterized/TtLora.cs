using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// TT-LoRA (arXiv 2408.01008): the update is one tensor train, <c>W' = W + alpha T</c>, where Tᵀ <c>[in, out]</c> has cores over
/// <c>4 × in/4 × 8 × out/8</c>. The last core starts at zero. It trains the cores, <c>Σ rankᵢ₋₁ nᵢ rankᵢ</c> numbers a layer.
/// </summary>
[PeftMethod("TT_LORA", ArXiv = "2408.01008")]
public sealed record TtLoraConfig : LayerPeftConfig
{
    /// <summary>The rank between cores.</summary>
    [JsonPropertyName("tt_rank")]
    public int Rank { get; init; } = 5;

    /// <summary>What the update is multiplied by.</summary>
    [JsonPropertyName("tt_alpha")]
    public double Alpha { get; init; } = 8;

    /// <summary>
    /// The first parts that input and output are split into; where one does not divide the width, the next smaller that does.
    /// </summary>
    [JsonPropertyName("tt_split")]
    public IReadOnlyList<int> Split { get; init; } = [4, 8];

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) => Rank > 0 && Split.Count == 2 && Split.All(s => s > 0)
        ? new TtLoraAdapter(site, this)
        : throw new ArgumentException($"tt_rank {Rank} and the two parts of tt_split, [{string.Join(", ", Split)}], must be positive.");
}

/// <summary>TT-LoRA on one linear layer.</summary>
public sealed class TtLoraAdapter : DeltaAdapter
{
    private readonly ParameterList tt_cores;
    private readonly double _alpha;

    internal TtLoraAdapter(AdapterSite site, TtLoraConfig config) : base(nameof(TtLoraAdapter), site.Layer)
    {
        _alpha = config.Alpha;
        using var draws = new Draws(site.Seed);
        var (in1, in2) = TensorTrain.Split(Layer.InFeatures, config.Split[0]);
        var (out1, out2) = TensorTrain.Split(Layer.OutFeatures, config.Split[1]);
        var shapes = TensorTrain.Shapes([in1, in2, out1, out2], config.Rank).ToList();
        tt_cores = nn.ParameterList(
        [
            .. shapes.Select((shape, i) => Trained(
                i == shapes.Count - 1 ? zeros(shape) : draws.Normal(1 / Math.Sqrt(shape[0] * shape[1]), shape))),
        ]);
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => tt_cores.Select((c, i) => new AdapterTensor($"tt_cores.{i}", c));

    /// <inheritdoc/>
    public override Tensor Delta()
    {
        using var scope = NewDisposeScope();
        return (TensorTrain.Full(tt_cores).reshape(Layer.InFeatures, Layer.OutFeatures).t() * _alpha).MoveToOuterDisposeScope();
    }
}
