using System.Text.Json.Serialization;
using PeftWorkbook.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Additive;

/// <summary>
/// Bi-AdaptFormer (arXiv 2307.16867): <see cref="AdaptFormerConfig"/> without biases, whose matrices are used with b bits an entry,
/// <c>q((w - μ) / (σ + 10⁻⁵)) σ + μ</c>, where μ and σ are the matrix's mean and deviation and q takes the nearest of 2ᵇ codes of a
/// normal distribution. The gradient passes the rounding as if it were none, and reaches μ and σ. It trains <c>2 D m</c> numbers a
/// layer, of which b bits each are left.
/// </summary>
[PeftMethod("BI_ADAPTFORMER", ArXiv = "2307.16867")]
public sealed record BiAdaptFormerConfig : SideBranchConfig
{
    /// <summary>m, the inner width.</summary>
    [JsonPropertyName("bottleneck_size")]
    public int Bottleneck { get; init; } = 32;

    /// <summary>s, what the branch is multiplied by.</summary>
    [JsonPropertyName("scaling")]
    public double Scaling { get; init; } = 1;

    /// <summary>b, the bits of an entry, from 1 to 8.</summary>
    [JsonPropertyName("bits")]
    public int Bits { get; init; } = 1;

    private protected override IReadOnlyList<SubLayerKind> Kinds => [SubLayerKind.FeedForward];

    private protected override SideBranch CreateBranch(PretrainedModel body, Generator generator) =>
        Bottleneck < 1 ? throw new ArgumentException($"bottleneck_size is {Bottleneck}: Bi-AdaptFormer needs a width of at least 1.")
        : Bits is < 1 or > 8 ? throw new ArgumentException($"bits is {Bits}; it is a number from 1 to 8.")
        : new BiAdaptFormerBranch(body.Config.HiddenSize, this, generator);
}

/// <summary>The branch beside one feed-forward net.</summary>
internal sealed class BiAdaptFormerBranch : SideBranch
{
    private const double Smallest = 1e-5;

    private readonly Parameter adaptformer_down, adaptformer_up;
    private readonly NormalCodes _codes;
    private readonly double _scaling;

    internal BiAdaptFormerBranch(long width, BiAdaptFormerConfig config, Generator generator) : base(nameof(BiAdaptFormerBranch))
    {
        (_scaling, _codes) = (config.Scaling, new(config.Bits));
        adaptformer_down = new(TorchDraws.Linear(generator, config.Bottleneck, width));
        adaptformer_up = new(TorchDraws.Normal(generator, 1e-3, width, config.Bottleneck).clamp_(-2e-3, 2e-3));
        RegisterComponents();
    }

    /// <summary>What q rounds to, and where it changes from one code to the next.</summary>
    internal NormalCodes Codes => _codes;

    /// <summary>The matrices as they are used, <c>[m, D]</c> and <c>[D, m]</c>.</summary>
    internal (Tensor Down, Tensor Up) Quantized => (Quantize(adaptformer_down), Quantize(adaptformer_up));

    private protected override Tensor Branch(ResidualSum sum)
    {
        var (down, up) = Quantized;
        return F.linear(F.linear(sum.Input, down).relu(), up) * _scaling;
    }

    private Tensor Quantize(Tensor weight)
    {
        var (mean, deviation) = (weight.mean(), weight.std());
        var normal = (weight - mean) / (deviation + Smallest);
        var rounded = normal + (_codes.Nearest(normal.detach()) - normal.detach());
        return (rounded * deviation) + mean;
    }
}
