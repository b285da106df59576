using static TorchSharp.torch;

namespace PeftWorkbook.Attention;

/// <summary>
/// Rotary position embedding (arXiv 2104.09864): dimension i and i + d/2 of a query or key are turned together by the angle
/// <c>position · θ^(-2i/d)</c>, so that a score depends on the distance of two positions. This is the "rotate half" layout of
/// Hugging Face checkpoints. The scaling of Llama 3 slows the low frequencies down for longer texts.
/// </summary>
public sealed class RotaryEmbedding
{
    private readonly double[] _frequencies;

    /// <summary>Uses given frequencies, one for each pair of dimensions.</summary>
    public RotaryEmbedding(double[] frequencies) => _frequencies = frequencies;

    /// <summary>θ^(-2i/d) for each pair.</summary>
    public static double[] Frequencies(long headDim, double theta) =>
        [.. Enumerable.Range(0, (int)headDim / 2).Select(i => Math.Pow(theta, -2.0 * i / headDim))];

    /// <summary>
    /// Llama 3's scaling: wavelengths beyond <c>original / lowFactor</c> are stretched by <c>factor</c>, those below <c>original /
    /// highFactor</c> stay, and those between are blended.
    /// </summary>
    public static double[] Llama3(double[] frequencies, double factor, double lowFactor, double highFactor, double original) =>
    [
        .. frequencies.Select(f =>
        {
            var wavelength = 2 * Math.PI / f;
            var smooth = ((original / wavelength) - lowFactor) / (highFactor - lowFactor);
            return wavelength < original / highFactor ? f
                : wavelength > original / lowFactor ? f / factor
                : ((1 - smooth) * f / factor) + (smooth * f);
        }),
    ];

    /// <summary>Cosines and sines of positions, each <c>[batch | 1, 1, seq, d]</c>.</summary>
    /// <param name="positions">Positions <c>[batch | 1, seq]</c>, int64.</param>
    /// <param name="dtype">The dtype of the result; angles are computed in fp32, as transformers does.</param>
    public (Tensor Cos, Tensor Sin) At(Tensor positions, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        var frequencies = tensor(_frequencies.Select(f => (float)f).ToArray(), device: positions.device);
        var angles = positions.to_type(ScalarType.Float32).unsqueeze(-1) * frequencies;          // [batch, seq, d/2]
        var both = cat([angles, angles], -1).unsqueeze(1);                                       // [batch, 1, seq, d]
        return scope.MoveToOuter(both.cos().to_type(dtype), both.sin().to_type(dtype));
    }

    /// <summary>Turns queries or keys.</summary>
    /// <param name="x"><c>[batch, heads, seq, d]</c>.</param>
    /// <param name="cos">From <see cref="At"/>.</param>
    /// <param name="sin">From <see cref="At"/>.</param>
    public static Tensor Rotate(Tensor x, Tensor cos, Tensor sin)
    {
        using var scope = NewDisposeScope();
        var half = x.shape[^1] / 2;
        var turned = cat([x.narrow(-1, half, half).neg(), x.narrow(-1, 0, half)], -1);
        return ((x * cos) + (turned * sin)).MoveToOuterDisposeScope();
    }
}
