using PeftWorkbook.Engine;
using PeftWorkbook.Models;
using PeftWorkbook.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft;

/// <summary>The layers that adapters fit, each with its view. Another assembly may add its own.</summary>
public static class BaseLayers
{
    private static readonly Dictionary<Type, Func<Module, BaseLayer>> s_views = new()
    {
        [typeof(Dense)] = m => new DenseView((Dense)m),
        [typeof(Linear)] = m => new LinearView((Linear)m),
        [typeof(Conv1D)] = m => new Conv1DView((Conv1D)m),
        [typeof(QuantizedDense)] = m => new QuantizedView((QuantizedDense)m),
        [typeof(TokenEmbedding)] = m => new EmbeddingView((TokenEmbedding)m),
        [typeof(VitProjector)] = m => new PatchView((VitProjector)m),
        [typeof(LayerNorm)] = m => new LayerNormView((LayerNorm)m),
        [typeof(RmsNorm)] = m => new RmsNormView((RmsNorm)m),
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

        public override Tensor Weight => layer.Weight;

        public override Parameter? Bias => layer.Bias;

        public override FrozenLinear? Frozen => layer.Frozen;

        public override Tensor Apply(Tensor x, Tensor weight, Tensor? bias) => F.linear(x, weight, bias);

        public override void Freeze() => layer.Freeze();

        public override void Thaw() => layer.Thaw();

        public override void Replace(Parameter weight)
        {
            layer.Tie(weight);
            Freeze();
        }
    }

    private sealed class LinearView(Linear layer) : BaseLayer
    {
        public override Module<Tensor, Tensor> Module => layer;

        public override long InFeatures => layer.in_features;

        public override long OutFeatures => layer.out_features;

        public override Tensor Weight => layer.weight!;

        public override Parameter? Bias => layer.bias;

        public override Tensor Apply(Tensor x, Tensor weight, Tensor? bias) => F.linear(x, weight, bias);
    }

    private sealed class Conv1DView(Conv1D layer) : BaseLayer
    {
        public override Module<Tensor, Tensor> Module => layer;

        public override long InFeatures => layer.Weight.shape[0];

        public override long OutFeatures => layer.Weight.shape[1];

        public override bool StoresTransposed => true;

        public override Tensor Weight => layer.Weight.t();

        public override void Replace(Parameter weight) => layer.Tie(weight);

        public override Parameter Bias => layer.Bias;

        public override Tensor Apply(Tensor x, Tensor weight, Tensor? bias) => F.linear(x, weight, bias);
    }

    private sealed class EmbeddingView(TokenEmbedding layer) : BaseLayer
    {
        public override Module<Tensor, Tensor> Module => layer;

        public override LayerKind Kind => LayerKind.Embedding;

        public override long InFeatures => layer.Weight.shape[0];

        public override long OutFeatures => layer.Weight.shape[1];

        public override Tensor Weight => layer.Weight;

        public override Parameter? Bias => null;

        public override void Replace(Parameter weight) => layer.Tie(weight);

        public override Tensor Apply(Tensor x, Tensor weight, Tensor? bias) => TokenEmbedding.LookUp(x, weight);
    }

    private sealed class PatchView(VitProjector layer) : BaseLayer
    {
        public override Module<Tensor, Tensor> Module => layer;

        public override LayerKind Kind => LayerKind.Convolution;

        public override long InFeatures => layer.Weight.shape[1];

        public override long OutFeatures => layer.Weight.shape[0];

        public override Tensor Weight => layer.Weight;

        public override Parameter Bias => layer.Bias;

        public override Tensor Apply(Tensor x, Tensor weight, Tensor? bias) => VitProjector.Project(x, weight, bias);
    }

    private sealed class LayerNormView(LayerNorm layer) : BaseLayer
    {
        public override Module<Tensor, Tensor> Module => layer;

        public override LayerKind Kind => LayerKind.Norm;

        public override long InFeatures => layer.weight.numel();

        public override long OutFeatures => InFeatures;

        public override Tensor Weight => layer.weight;

        public override Parameter? Bias => layer.bias;

        public override Tensor Apply(Tensor x, Tensor weight, Tensor? bias) =>
            F.layer_norm(x, weight.shape, weight, bias, layer.eps);
    }

    private sealed class RmsNormView(RmsNorm layer) : BaseLayer
    {
        public override Module<Tensor, Tensor> Module => layer;

        public override LayerKind Kind => LayerKind.Norm;

        public override long InFeatures => layer.Weight.numel();

        public override long OutFeatures => InFeatures;

        public override Tensor Weight => layer.Weight;

        public override Parameter? Bias => null;

        public override Tensor Apply(Tensor x, Tensor weight, Tensor? bias) => layer.Normalize(x, weight);
    }
}
