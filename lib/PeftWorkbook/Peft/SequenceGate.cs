using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft;

/// <summary>
/// A gate that a layer's input opens (UniPELT, arXiv 2110.07577): the mean over a text's positions of <c>σ(W x +
/// b)</c>, one number for each row of the batch and each gate. It trains <c>n (in + 1)</c> numbers.
/// </summary>
internal sealed class SequenceGate : nn.Module
{
    private const double Deviation = 0.02;

    private readonly Parameter weight;
    private readonly Parameter bias;

    /// <param name="inFeatures">The width of the input.</param>
    /// <param name="gates">How many gates there are.</param>
    /// <param name="seed">Seeds the start.</param>
    /// <param name="like">Gives the dtype and the device.</param>
    internal SequenceGate(long inFeatures, long gates, long seed, Tensor like) : base(nameof(SequenceGate))
    {
        using var generator = new Generator((ulong)seed);
        weight = new(TorchDraws.Normal(generator, Deviation, gates, inFeatures).Like(like));
        bias = new(TorchDraws.Uniform(generator, 1 / Math.Sqrt(inFeatures), gates).Like(like));
        RegisterComponents();
    }

    /// <summary>Its tensors, under the keys that begin with <c>gate.</c></summary>
    internal IEnumerable<AdapterTensor> State => [new("gate.weight", weight), new("gate.bias", bias)];

    /// <summary>
    /// The gates, in the input's shape with the width replaced by their number and the sequence by one.
    /// </summary>
    /// <param name="x">The input; two axes have no sequence.</param>
    /// <param name="batchAxis">Which of its first two axes counts the batch.</param>
    /// <param name="text">1 for a token, 0 for padding, <c>[batch, seq]</c>; null, or one of another shape, counts every position.</param>
    internal Tensor Of(Tensor x, int batchAxis, Tensor? text)
    {
        using var scope = NewDisposeScope();
        var open = F.linear(x, weight, bias).sigmoid();
        if (x.dim() < 3)
        {
            return open.MoveToOuterDisposeScope();
        }

        var axis = 1 - batchAxis;
        if (text is null || text.shape[0] != x.shape[batchAxis] || text.shape[1] != x.shape[axis])
        {
            return open.mean([axis], keepdim: true).MoveToOuterDisposeScope();
        }

        var counts = (batchAxis == 0 ? text : text.t()).unsqueeze(-1).to_type(open.dtype);
        return ((open * counts).sum(axis, keepdim: true) / counts.sum(axis, keepdim: true).clamp(min: 1)).MoveToOuterDisposeScope();
    }
}
