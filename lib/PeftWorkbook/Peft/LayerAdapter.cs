using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Peft;

/// <summary>What lies below an adapter: the layer itself, or an earlier adapter on it.</summary>
/// <param name="call"><c>[…, in]</c> to <c>[…, out]</c>.</param>
/// <param name="isLayer">Whether it is the layer itself.</param>
public sealed class Below(Func<Tensor, Tensor> call, bool isLayer)
{
    /// <summary>Whether it is the layer itself, so that an adapter may go its own way through it.</summary>
    public bool IsLayer { get; } = isLayer;

    /// <summary>Computes it: <c>[…, in]</c> to <c>[…, out]</c>, a tensor that is the caller's.</summary>
    public Tensor Call(Tensor x) => call(x);
}

/// <summary>
/// What one adapter adds to one layer. A method derives from this: its parameters, how they act, how they fold into the
/// weight, and how they are saved.
/// </summary>
/// <param name="name">The class's name.</param>
/// <param name="layer">The layer under it.</param>
public abstract class LayerAdapter(string name, BaseLayer layer) : Module(name)
{
    /// <summary>The layer under it.</summary>
    protected internal BaseLayer Layer { get; } = layer;

    /// <summary>The adapted output.</summary>
    /// <param name="x"><c>[…, in]</c>.</param>
    /// <param name="next">What lies below.</param>
    /// <returns><c>[…, out]</c>.</returns>
    protected internal abstract Tensor Forward(Tensor x, Below next);

    /// <summary>What is saved: the rest of the key after the layer's name, and the tensor.</summary>
    protected internal abstract IEnumerable<(string Suffix, Parameter Tensor)> State { get; }

    /// <summary>Whether the adapter can be folded into the weight.</summary>
    protected internal virtual bool CanMerge => true;

    /// <summary>The weight <c>[out, in]</c> that, without the adapter, computes what the adapted layer computes.</summary>
    /// <exception cref="NotSupportedException">The method cannot be merged.</exception>
    protected internal virtual Tensor MergedWeight(Tensor weight) =>
        throw new NotSupportedException($"{GetName()} cannot be merged into the weight.");

    /// <summary>The bias to that weight; by default the layer's own.</summary>
    protected internal virtual Tensor? MergedBias(Tensor? bias) => bias;
}
