using PeftWorkbook.Engine;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft;

/// <summary>
/// An update that is a product of two thin matrices, <c>W' = W + s B A</c>, however a method comes by them. The forward pass takes the two
/// narrow products and never forms the update.
/// </summary>
/// <param name="name">The class's name.</param>
/// <param name="layer">The layer under it.</param>
/// <param name="scaling">s.</param>
/// <param name="dropout">The share of the adapter's input that is dropped in training.</param>
public abstract class LowRankAdapter(string name, BaseLayer layer, double scaling = 1, double dropout = 0) : DeltaAdapter(name, layer)
{
    /// <summary>What the product is multiplied by.</summary>
    public double Scaling { get; } = scaling;

    /// <inheritdoc/>
    protected override double Dropout { get; } = dropout;

    /// <summary>
    /// <c>A [r, in]</c> and <c>B [out, r]</c> (an embedding: <c>[r, dim]</c> and <c>[rows, r]</c>), in the caller's scope.
    /// </summary>
    protected abstract (Tensor A, Tensor B) Factors();

    /// <inheritdoc/>
    public override Tensor Delta()
    {
        using var scope = NewDisposeScope();
        var (a, b) = Factors();
        return (b.mm(a) * Scaling).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        var (a, b) = Factors();
        if (Layer.Kind == LayerKind.Embedding)
        {
            return (next.Call(x) + (Layer.Apply(x, b, null).matmul(a) * Scaling)).MoveToOuterDisposeScope();
        }

        var input = training && Dropout > 0 ? F.dropout(x, Dropout) : x;
        return LowRank.Add(next.Call(x), input, a, b, Scaling).MoveToOuterDisposeScope();
    }
}
