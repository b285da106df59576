using PeftWorkbook.Engine;
using PeftWorkbook.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Peft;

/// <summary>
/// What an adapter sees of the layer under it. Every kind of layer that adapters fit has one such view, registered in
/// <see cref="BaseLayers"/>; a quantised layer is another view with the same face.
/// </summary>
public abstract class BaseLayer
{
    /// <summary>The layer.</summary>
    public abstract Module<Tensor, Tensor> Module { get; }

    /// <summary>The width of the input.</summary>
    public abstract long InFeatures { get; }

    /// <summary>The width of the output.</summary>
    public abstract long OutFeatures { get; }

    /// <summary>Whether the stored weight is <c>[in, out]</c> (GPT-2's Conv1D) and not <c>[out, in]</c>.</summary>
    public abstract bool StoresTransposed { get; }

    /// <summary>The weight as <c>[out, in]</c>: a view of the stored one where that is possible.</summary>
    public abstract Tensor Weight { get; }

    /// <summary>The bias <c>[out]</c>, or null.</summary>
    public abstract Parameter? Bias { get; }

    /// <summary>The layer as one whose weights are constant, where it can be called so; a method may have a faster way through it.</summary>
    public virtual FrozenLinear? Frozen => null;

    /// <summary>Writes the weight, given as <c>[out, in]</c>, and the bias where there is one.</summary>
    public virtual void Write(Tensor weight, Tensor? bias)
    {
        using var _ = no_grad();
        Weight.copy_(weight);
        if (bias is not null)
        {
            Bias!.copy_(bias);
        }

        Freeze();
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

/// <summary>The kinds of layers that adapters fit.</summary>
public static class BaseLayers
{
    private static readonly Dictionary<Type, Func<Module, BaseLayer>> s_views = new()
    {
        [typeof(Dense)] = m => new DenseView((Dense)m),
        [typeof(Linear)] = m => new LinearView((Linear)m),
        [typeof(Conv1D)] = m => new Conv1DView((Conv1D)m),
    };

    /// <summary>Adds a kind of layer.</summary>
    public static void Register<T>(Func<T, BaseLayer> view) where T : Module => s_views[typeof(T)] = m => view((T)m);

    /// <summary>The view of a layer, or null where no adapter fits it.</summary>
    public static BaseLayer? Of(Module module) => s_views.TryGetValue(module.GetType(), out var view) ? view(module) : null;

    private sealed class DenseView(Dense layer) : BaseLayer
    {
        public override Module<Tensor, Tensor> Module => layer;

        public override long InFeatures => layer.Weight.shape[1];

        public override long OutFeatures => layer.Weight.shape[0];

        public override bool StoresTransposed => false;

        public override Tensor Weight => layer.Weight;

        public override Parameter? Bias => layer.Bias;

        public override FrozenLinear? Frozen => layer.Frozen;

        public override void Freeze() => layer.Freeze();
    }

    private sealed class LinearView(Linear layer) : BaseLayer
    {
        public override Module<Tensor, Tensor> Module => layer;

        public override long InFeatures => layer.in_features;

        public override long OutFeatures => layer.out_features;

        public override bool StoresTransposed => false;

        public override Tensor Weight => layer.weight!;

        public override Parameter? Bias => layer.bias;
    }

    private sealed class Conv1DView(Conv1D layer) : BaseLayer
    {
        public override Module<Tensor, Tensor> Module => layer;

        public override long InFeatures => layer.Weight.shape[0];

        public override long OutFeatures => layer.Weight.shape[1];

        public override bool StoresTransposed => true;

        public override Tensor Weight => layer.Weight.t();

        public override Parameter Bias => layer.Bias;
    }
}
