using PeftWorkbook.Engine;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Peft;

/// <summary>The kinds of layers that adapters sit on.</summary>
public enum LayerKind
{
    /// <summary>A matrix product, whatever way round the weight is stored.</summary>
    Linear,

    /// <summary>A table of vectors.</summary>
    Embedding,

    /// <summary>A two-dimensional convolution.</summary>
    Convolution,

    /// <summary>A layer norm or RMS norm.</summary>
    Norm,
}

/// <summary>
/// What an adapter sees of the layer under it. Every kind of layer that adapters fit has one such view, registered in
/// <see cref="BaseLayers"/>; a quantised layer is another view with the same face.
/// </summary>
public abstract class BaseLayer
{
    /// <summary>The layer.</summary>
    public abstract Module<Tensor, Tensor> Module { get; }

    /// <summary>What kind of layer it is, which decides the shape of <see cref="Weight"/>.</summary>
    public virtual LayerKind Kind => LayerKind.Linear;

    /// <summary>The width of the input: a linear layer's, a convolution's channels, the number of an embedding's rows.</summary>
    public abstract long InFeatures { get; }

    /// <summary>The width of the output.</summary>
    public abstract long OutFeatures { get; }

    /// <summary>Whether the stored weight is <c>[in, out]</c> (GPT-2's Conv1D) and not <c>[out, in]</c>.</summary>
    public virtual bool StoresTransposed => false;

    /// <summary>
    /// The weight: <c>[out, in]</c> of a linear layer (a view of the stored one), <c>[out, in, rows, columns]</c> of a convolution,
    /// <c>[rows, dim]</c> of an embedding, <c>[dim]</c> of a norm.
    /// </summary>
    public abstract Tensor Weight { get; }

    /// <summary>The parameter that stores <see cref="Weight"/>; null where none does, as in a quantised layer.</summary>
    internal Parameter? Stored => Module.named_parameters(recurse: false).FirstOrDefault(p => p.name == "weight").parameter;

    /// <summary>The parameter that stores <see cref="Weight"/>, where a method cannot do without.</summary>
    /// <exception cref="NotSupportedException">None does.</exception>
    internal Parameter Parameter => Stored
        ?? throw new NotSupportedException("A weight that stays quantised is no parameter; load the model without KeepQuantized.");

    /// <summary>The bias <c>[out]</c>, or null.</summary>
    public abstract Parameter? Bias { get; }

    /// <summary>
    /// The layer as one whose weights are constant, where it can be called so; a method may have a faster way through
    /// it.
    /// </summary>
    public virtual FrozenLinear? Frozen => null;

    /// <summary>The layer's own operation with another weight and bias, neither of which it keeps.</summary>
    /// <param name="x">What the layer takes.</param>
    /// <param name="weight">Of <see cref="Weight"/>'s shape.</param>
    /// <param name="bias">Of <see cref="Bias"/>'s shape; null adds none.</param>
    public abstract Tensor Apply(Tensor x, Tensor weight, Tensor? bias);

    /// <summary>Writes the weight, in <see cref="Weight"/>'s shape, and the bias where there is one.</summary>
    public virtual void Write(Tensor weight, Tensor? bias)
    {
        using var _ = no_grad();
        var trainsBias = Bias?.requires_grad == true;
        Weight.copy_(weight);
        if (bias is not null)
        {
            Bias!.copy_(bias);
        }

        Freeze();
        if (trainsBias)
        {
            Bias!.requires_grad = true;
            Thaw();
        }
    }

    /// <summary>
    /// Gives the layer another parameter for its weight, as it is stored: a layer whose weight is another one's too lets go of it so.
    /// </summary>
    /// <exception cref="NotSupportedException">The kind of layer shares no weights.</exception>
    public virtual void Replace(Parameter weight) =>
        throw new NotSupportedException($"{Module.GetName()} cannot be given another weight.");

    /// <summary>Gives up that kernel, since a parameter of the layer is trained; what requires a gradient stays as it is.</summary>
    public virtual void Thaw()
    {
    }

    /// <summary>Holds the weights constant and picks the kernel for that; called again after every write.</summary>
    public virtual void Freeze()
    {
        foreach (var parameter in Module.parameters())
        {
            parameter.requires_grad = false;
        }
    }
}
