using PeftWorkbook.Engine;
using TorchSharp;
using static TorchSharp.torch;

namespace PeftWorkbook.Attention;

/// <summary>Which dimensions of a head make a pair that is turned together.</summary>
public enum RotaryLayout
{
    /// <summary>Dimensions i and i + d/2: Hugging Face's checkpoints of Llama, Qwen2 and GPT-NeoX.</summary>
    Half,

    /// <summary>Dimensions 2i and 2i + 1: the paper, GPT-J, and Llama's original checkpoints.</summary>
    Interleaved,
}

/// <summary>
/// Rotary position embedding (arXiv 2104.09864): each pair of dimensions of a query or key is turned by the angle
/// <c>position · f_i</c>, with <c>f_i = θ^(-2i/d)</c> or scaled (<see cref="RotaryScaling"/>), so that a score depends on the distance
/// of two positions.
/// </summary>
public sealed class RotaryEmbedding
{
    private readonly RotaryScaling _scaling;

    /// <summary>Uses given frequencies, one for each pair of dimensions.</summary>
    public RotaryEmbedding(double[] frequencies) : this(new RotaryScaling(_ => frequencies))
    {
    }

    /// <summary>Uses scaled frequencies.</summary>
    public RotaryEmbedding(RotaryScaling scaling) => _scaling = scaling;

    /// <summary>The frequencies, and what multiplies cosines and sines.</summary>
    public RotaryScaling Scaling => _scaling;

    /// <summary>
    /// Cosines and sines of positions, each <c>[batch | 1, 1, seq, d]</c>, for the layout
    /// <see cref="RotaryLayout.Half"/>.
    /// </summary>
    /// <param name="positions">Positions <c>[batch | 1, seq]</c>, int64.</param>
    /// <param name="dtype">The dtype of the result; angles are computed in fp32, as transformers does.</param>
    public (Tensor Cos, Tensor Sin) At(Tensor positions, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        var length = _scaling.DependsOnLength && positions.numel() > 0 ? positions.max().ToInt64() + 1 : 0;
        var frequencies = tensor(_scaling.Frequencies(length).Select(f => (float)f).ToArray(), device: positions.device);
        var angles = positions.to_type(ScalarType.Float32).unsqueeze(-1) * frequencies;          // [batch, seq, d/2]
        var both = cat([angles, angles], -1).unsqueeze(1);                                       // [batch, 1, seq, d]
        return scope.MoveToOuter(Scaled(both.cos()).to_type(dtype), Scaled(both.sin()).to_type(dtype));
    }

    /// <summary>Turns queries or keys; dimensions beyond those of the cosines stay as they are (partial rotation).</summary>
    /// <param name="x"><c>[batch, heads, seq, d]</c>.</param>
    /// <param name="cos">From <see cref="At"/>.</param>
    /// <param name="sin">From <see cref="At"/>.</param>
    /// <param name="layout">Which dimensions make a pair.</param>
    public static Tensor Rotate(Tensor x, Tensor cos, Tensor sin, RotaryLayout layout = RotaryLayout.Half)
    {
        using var scope = NewDisposeScope();
        var (d, turned) = (x.shape[^1], cos.shape[^1]);
        if (turned < d)
        {
            var rest = x.narrow(-1, turned, d - turned);
            return cat([Rotate(x.narrow(-1, 0, turned), cos, sin, layout), rest], -1).MoveToOuterDisposeScope();
        }

        return (layout == RotaryLayout.Half ? TokenOps.Rotate(x, cos, sin) : RotateInterleaved(x, cos, sin)).MoveToOuterDisposeScope();
    }

    private Tensor Scaled(Tensor x) => _scaling.AttentionFactor == 1 ? x : x * _scaling.AttentionFactor;

    private static Tensor RotateInterleaved(Tensor x, Tensor cos, Tensor sin)
    {
        var half = x.shape[^1] / 2;
        var (c, s) = (cos.narrow(-1, 0, half), sin.narrow(-1, 0, half));         // one for each pair
        var pairs = x.reshape([.. x.shape[..^1], half, 2]);
        var (a, b) = (pairs.select(-1, 0), pairs.select(-1, 1));
        return stack([(a * c) - (b * s), (b * c) + (a * s)], -1).view(x.shape);
    }
}
