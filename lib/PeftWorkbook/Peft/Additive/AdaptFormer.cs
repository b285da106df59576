using System.Text.Json.Serialization;
using PeftWorkbook.Models;
using PeftWorkbook.Models.Layers;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Additive;

/// <summary>
/// AdaptFormer (arXiv 2205.13535): a bottleneck beside the feed-forward net, on the residual input r without its norm,
/// <c>r + FFN(LN r) + s (U relu(D r + b) + b')</c>. U starts at zero. It trains <c>2 D m + m + D</c> numbers a layer.
/// </summary>
[PeftMethod("ADAPTFORMER", ArXiv = "2205.13535")]
public sealed record AdaptFormerConfig : SideBranchConfig
{
    /// <summary>m, the inner width.</summary>
    [JsonPropertyName("bottleneck_size")]
    public int Bottleneck { get; init; } = 64;

    /// <summary>s, what the branch is multiplied by.</summary>
    [JsonPropertyName("scaling")]
    public double Scaling { get; init; } = 0.1;

    /// <summary>The share of the inner values that is dropped in training.</summary>
    [JsonPropertyName("adaptformer_dropout")]
    public double Dropout { get; init; } = 0.1;

    private protected override IReadOnlyList<SubLayerKind> Kinds => [SubLayerKind.FeedForward];

    private protected override SideBranch CreateBranch(PretrainedModel body, Generator generator) => Bottleneck < 1
        ? throw new ArgumentException($"bottleneck_size is {Bottleneck}: AdaptFormer needs a width of at least 1.")
        : new AdaptFormerBranch(body.Config.HiddenSize, this, generator);

    private sealed class AdaptFormerBranch : SideBranch
    {
        private readonly Dense adaptformer_down, adaptformer_up;
        private readonly double _scaling, _dropout;

        internal AdaptFormerBranch(long width, AdaptFormerConfig config, Generator generator) : base(nameof(AdaptFormerBranch))
        {
            (_scaling, _dropout) = (config.Scaling, config.Dropout);
            adaptformer_down = new(width, config.Bottleneck);
            adaptformer_up = new(config.Bottleneck, width);
            RegisterComponents();
            SeededStart.Linears(this, generator);
            using var _ = no_grad();
            adaptformer_down.Bias!.zero_();
            adaptformer_up.Weight.zero_();
            adaptformer_up.Bias!.zero_();
        }

        private protected override Tensor Branch(ResidualSum sum)
        {
            var inner = adaptformer_down.call(sum.Input).relu();
            return adaptformer_up.call(training && _dropout > 0 ? F.dropout(inner, _dropout) : inner) * _scaling;
        }
    }
}
