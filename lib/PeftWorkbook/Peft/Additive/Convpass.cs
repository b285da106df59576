using System.Text.Json.Serialization;
using PeftWorkbook.Models;
using PeftWorkbook.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Additive;

/// <summary>
/// Convpass (arXiv 2207.07039): a convolutional bypass beside a vision transformer's attention and feed-forward net, <c>x + Attn(LN
/// x) + s C(LN x)</c>, <c>C = up ∘ g ∘ conv₃ₓ₃ ∘ g ∘ down</c> with <c>g(x) = x σ(1.702 x)</c>. The patches lie as an image, zeros
/// around it; the class token is an image of its own. The convolution starts as the identity and up at zero. It trains <c>2 (2 D m
/// + m + D + 9 m² + m)</c> numbers a layer.
/// </summary>
[PeftMethod("CONVPASS", ArXiv = "2207.07039")]
public sealed record ConvpassConfig : SideBranchConfig
{
    /// <summary>m, the channels of the convolution.</summary>
    [JsonPropertyName("bottleneck_size")]
    public int Bottleneck { get; init; } = 8;

    /// <summary>s, what the bypass is multiplied by.</summary>
    [JsonPropertyName("scaling")]
    public double Scaling { get; init; } = 1;

    /// <summary>Whether attention has a bypass, and not the feed-forward net alone.</summary>
    [JsonPropertyName("beside_attention")]
    public bool BesideAttention { get; init; } = true;

    /// <summary>The share of the inner values before up that is dropped in training.</summary>
    [JsonPropertyName("convpass_dropout")]
    public double Dropout { get; init; } = 0.1;

    private protected override IReadOnlyList<SubLayerKind> Kinds =>
        BesideAttention ? [SubLayerKind.SelfAttention, SubLayerKind.FeedForward] : [SubLayerKind.FeedForward];

    private protected override bool Mixes => true;

    private protected override SideBranch CreateBranch(PretrainedModel body, Generator generator) =>
        Bottleneck < 1 ? throw new ArgumentException($"bottleneck_size is {Bottleneck}: Convpass needs a width of at least 1.")
        : !body.Config.Has("patch_size") ? throw new NotSupportedException($"Convpass takes a model of images, and not {body.GetName()}.")
        : new ConvpassBranch(body.Config.HiddenSize, body.Config.Long("image_size") / body.Config.Long("patch_size"), this, generator);

    private sealed class ConvpassBranch : SideBranch
    {
        private readonly Dense convpass_down, convpass_up;
        private readonly Conv2d convpass_conv;
        private readonly double _scaling, _dropout;
        private readonly long _side;

        internal ConvpassBranch(long width, long side, ConvpassConfig config, Generator generator) : base(nameof(ConvpassBranch))
        {
            (_side, _scaling, _dropout) = (side, config.Scaling, config.Dropout);
            convpass_down = new(width, config.Bottleneck);
            convpass_conv = nn.Conv2d(config.Bottleneck, config.Bottleneck, 3, padding: 1);
            convpass_up = new(config.Bottleneck, width);
            RegisterComponents();
            SeededStart.Uniform(convpass_down.Weight, generator, Math.Sqrt(6.0 / (width + config.Bottleneck)));
            using var _ = no_grad();
            foreach (var parameter in convpass_conv.parameters().Concat(convpass_up.parameters()).Append(convpass_down.Bias!))
            {
                parameter.zero_();
            }

            convpass_conv.weight.select(3, 1).select(2, 1).copy_(eye(config.Bottleneck));
        }

        private protected override Tensor Branch(ResidualSum sum)
        {
            var inner = Gelu(convpass_down.call(sum.Read));                                    // [1 + patches, batch, m]
            if (inner.shape[0] != 1 + (_side * _side))
            {
                throw new NotSupportedException(
                    $"Convpass reads {_side} x {_side} patches and a class token, not {inner.shape[0]} positions.");
            }

            var (token, patches) = (inner.narrow(0, 0, 1), inner.narrow(0, 1, _side * _side));
            inner = Gelu(cat([Convolve(token, 1), Convolve(patches, _side)], 0));
            return convpass_up.call(training && _dropout > 0 ? F.dropout(inner, _dropout) : inner) * _scaling;
        }

        // [side·side, batch, m], as images and back.
        private Tensor Convolve(Tensor x, long side)
        {
            var image = x.permute(1, 2, 0).reshape(x.shape[1], x.shape[2], side, side);
            return convpass_conv.call(image).reshape(x.shape[1], x.shape[2], side * side).permute(2, 0, 1);
        }

        private static Tensor Gelu(Tensor x) => x * (x * 1.702).sigmoid();
    }
}
