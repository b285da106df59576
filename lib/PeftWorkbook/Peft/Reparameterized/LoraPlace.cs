using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>A layer that gets a LoRA adapter.</summary>
/// <param name="Module">The layer's full name, as the adapter was made under.</param>
/// <param name="Layer">Its view.</param>
/// <param name="Config">The adapter's settings.</param>
/// <param name="Rank">r, here.</param>
/// <param name="Scaling">s, here.</param>
/// <param name="Seed">Seeds random values.</param>
public sealed record LoraPlace(string Module, BaseLayer Layer, LoraConfig Config, int Rank, double Scaling, long Seed)
{
    internal LoraShape Shape { get; } = LoraShape.Of(Layer);

    /// <summary>The weight's rows, as a matrix <c>[out, in]</c>.</summary>
    public long Out => Layer.Weight.shape[Shape.OutAxis];

    /// <summary>The weight's columns, as a matrix <c>[out, in]</c>.</summary>
    public long In => Layer.Weight.numel() / Out;

    /// <summary>The weight as a matrix <c>[out, in]</c> in single precision, which is the caller's.</summary>
    public Tensor Matrix()
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        return Shape.Matrix(Layer.Weight).detach().to_type(ScalarType.Float32).clone().MoveToOuterDisposeScope();
    }
}

/// <summary>What an adapter starts from.</summary>
/// <param name="A"><c>[r, in]</c>.</param>
/// <param name="B"><c>[out, r]</c>.</param>
public sealed record LoraFactors(Tensor A, Tensor B)
{
    /// <summary>
    /// Whether <c>s B A</c> is taken out of the base's weight, so that the fresh adapter changes nothing.
    /// </summary>
    public bool MovesBase { get; init; }

    /// <summary>Whether B is trained.</summary>
    public bool TrainsB { get; init; } = true;

    /// <summary>Factors that are not known, since they came from data that is gone; a file must bring them.</summary>
    internal static LoraFactors Unknown(LoraPlace place) =>
        new(full([place.Rank, place.In], double.NaN), full([place.Out, place.Rank], double.NaN));
}
