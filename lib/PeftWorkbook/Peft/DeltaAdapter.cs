using static TorchSharp.torch;

namespace PeftWorkbook.Peft;

/// <summary>
/// An adapter that adds something to the weight: <c>W' = W + ΔW</c>. A method gives ΔW; a faster way to the same output (LoRA's two
/// narrow products) overrides <see cref="LayerAdapter.Forward"/>.
/// </summary>
/// <param name="name">The class's name.</param>
/// <param name="layer">The layer under it.</param>
public abstract class DeltaAdapter(string name, BaseLayer layer) : LayerAdapter(name, layer)
{
    /// <summary>ΔW in the weight's shape, differentiable in the adapter's tensors; the caller's to dispose.</summary>
    public abstract Tensor Delta();

    /// <summary>The share of the adapter's input that is dropped in training.</summary>
    protected virtual double Dropout => 0;

    /// <summary>W + ΔW; a method whose ΔW is sparse adds it in place of a copy.</summary>
    /// <param name="weight">W.</param>
    protected virtual Tensor Updated(Tensor weight)
    {
        using var delta = Delta();
        return weight + delta.to_type(weight.dtype);
    }

    /// <summary>One product with W + ΔW where the layer itself lies below, else a second product with ΔW.</summary>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        var drops = training && Dropout > 0 && x.is_floating_point();
        if (next.IsLayer && !drops)
        {
            return Layer.Apply(x, Updated(Layer.Weight), Layer.Bias).MoveToOuterDisposeScope();
        }

        var input = drops ? nn.functional.dropout(x, Dropout) : x;
        return (next.Call(x) + Layer.Apply(input, Delta().to_type(Layer.Weight.dtype), null)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override Tensor MergedWeight(Tensor weight)
    {
        using var _ = no_grad();
        return Updated(weight);
    }
}

/// <summary>
/// An adapter that computes another weight from the layer's: a rotation, a rescaling, <c>W' = f(W)</c> and perhaps <c>b' = g(W, b)</c>.
/// </summary>
/// <param name="name">The class's name.</param>
/// <param name="layer">The layer under it.</param>
public abstract class WeightAdapter(string name, BaseLayer layer) : LayerAdapter(name, layer)
{
    /// <summary>The new weight, in the weight's shape, differentiable in the adapter's tensors; the caller's to dispose.</summary>
    public abstract Tensor Transform(Tensor weight);

    /// <summary>The new bias; by default the layer's own.</summary>
    public virtual Tensor? TransformBias(Tensor weight, Tensor? bias) => bias;

    /// <inheritdoc/>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        var weight = Layer.Weight;
        var (changed, bias) = (Transform(weight), TransformBias(weight, Layer.Bias));
        if (next.IsLayer)
        {
            return Layer.Apply(x, changed, bias).MoveToOuterDisposeScope();
        }

        // Above another adapter it adds what it changes of the layer's own weight.
        var shift = bias is null || ReferenceEquals(bias, Layer.Bias) ? null : Layer.Bias is null ? bias : bias - Layer.Bias;
        return (next.Call(x) + Layer.Apply(x, changed - weight, shift)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override Tensor MergedWeight(Tensor weight)
    {
        using var _ = no_grad();
        return Transform(weight);
    }

    /// <inheritdoc/>
    protected internal override Tensor? MergedBias(Tensor weight, Tensor? bias)
    {
        using var _ = no_grad();
        return TransformBias(weight, bias);
    }
}
