using PeftWorkbook.Peft.Reparameterized;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Combining;

/// <summary>What one adapter adds to one layer, and how much it counts: <c>w s B A</c>.</summary>
/// <param name="A"><c>[r, in]</c>.</param>
/// <param name="B"><c>[out, r]</c>.</param>
/// <param name="Bias">The adapter's own bias <c>[out]</c>, without s; null where it has none.</param>
/// <param name="Scaling">s.</param>
/// <param name="Weight">w.</param>
internal sealed record WeightedUpdate(Tensor A, Tensor B, Tensor? Bias, double Scaling, double Weight)
{
    internal long Rank => A.shape[0];

    internal long In => A.shape[1];

    internal long Out => B.shape[0];

    /// <summary>What the product <c>B A</c> counts: <c>w s</c>.</summary>
    internal double Factor => Weight * Scaling;

    /// <summary>The update without its weight, <c>s B A</c>, <c>[out, in]</c>.</summary>
    internal Tensor Delta => B.mm(A) * Scaling;

    /// <summary>
    /// The update of an adapter in single precision. What its start took out of the base's weight is the second half of the matrices:
    /// the base keeps that part when adapters are combined.
    /// </summary>
    internal static WeightedUpdate Of(LoraAdapter adapter, double weight)
    {
        var (a, b) = (Matrix(adapter.A), Matrix(adapter.B));
        if (adapter.Initial.ToDictionary(t => t.Suffix, t => Matrix(t.Tensor)) is { Count: > 0 } start)
        {
            a = cat([a, start[adapter.Place.Shape.KeyA]]);
            b = cat([b, -start[adapter.Place.Shape.KeyB]], 1);
        }

        return new(a, b, adapter.OwnBias?.detach().to_type(ScalarType.Float32), adapter.Scaling, weight);
    }

    private static Tensor Matrix(Tensor stored) => stored.detach().flatten(1).to_type(ScalarType.Float32);
}
