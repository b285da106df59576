using PeftWorkbook.Engine;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// How LoRA's matrices lie on one kind of layer. As a matrix <c>[out, in]</c>, an embedding's <c>in</c> are its rows
/// and a convolution's
/// are its window's numbers.
/// </summary>
internal abstract class LoraShape
{
    private static readonly Dictionary<LayerKind, LoraShape> s_shapes = new()
    {
        [LayerKind.Linear] = new LinearShape(),
        [LayerKind.Embedding] = new EmbeddingShape(),
        [LayerKind.Convolution] = new ConvolutionShape(),
    };

    /// <summary>What PEFT calls A in its files.</summary>
    internal virtual string KeyA => "lora_A.weight";

    /// <summary>What PEFT calls B in its files.</summary>
    internal virtual string KeyB => "lora_B.weight";

    /// <summary>The axis of the weight that counts outputs.</summary>
    internal virtual int OutAxis => 0;

    internal static bool Fits(BaseLayer layer) => s_shapes.ContainsKey(layer.Kind);

    internal static LoraShape Of(BaseLayer layer) => s_shapes[layer.Kind];

    /// <summary>A as the file has it.</summary>
    internal virtual Tensor StoreA(BaseLayer layer, Tensor a) => a;

    /// <summary>B as the file has it.</summary>
    internal virtual Tensor StoreB(BaseLayer layer, Tensor b) => b;

    /// <summary>The layer's weight as a matrix <c>[out, in]</c>.</summary>
    internal virtual Tensor Matrix(Tensor weight) => weight;

    /// <summary>A matrix <c>[out, in]</c> in the weight's shape.</summary>
    internal virtual Tensor Weight(BaseLayer layer, Tensor matrix) => matrix;

    /// <summary><c>y</c> with <c>s B A x</c> added.</summary>
    internal abstract Tensor Add(BaseLayer layer, Tensor y, Tensor x, Tensor a, Tensor b, double scale);

    private sealed class LinearShape : LoraShape
    {
        internal override Tensor Add(BaseLayer layer, Tensor y, Tensor x, Tensor a, Tensor b, double scale) =>
            LowRank.Add(y, x, a, b, scale);
    }

    private sealed class EmbeddingShape : LoraShape
    {
        internal override string KeyA => "lora_embedding_A";

        internal override string KeyB => "lora_embedding_B";

        internal override int OutAxis => 1;

        internal override Tensor Matrix(Tensor weight) => weight.t();

        internal override Tensor Weight(BaseLayer layer, Tensor matrix) => matrix.t();

        // Only the rows that are asked for: [ids, r], then [ids, dim].
        internal override Tensor Add(BaseLayer layer, Tensor y, Tensor x, Tensor a, Tensor b, double scale)
        {
            using var scope = NewDisposeScope();
            return (y + (F.linear(layer.Apply(x, a.t(), null), b) * scale)).MoveToOuterDisposeScope();
        }
    }

    private sealed class ConvolutionShape : LoraShape
    {
        internal override Tensor StoreA(BaseLayer layer, Tensor a) => a.view([a.shape[0], .. layer.Weight.shape[1..]]);

        internal override Tensor StoreB(BaseLayer layer, Tensor b) => b.view([.. b.shape, .. layer.Weight.shape[2..].Select(_ => 1L)]);

        internal override Tensor Matrix(Tensor weight) => weight.flatten(1);

        internal override Tensor Weight(BaseLayer layer, Tensor matrix) => matrix.view(layer.Weight.shape);

        internal override Tensor Add(BaseLayer layer, Tensor y, Tensor x, Tensor a, Tensor b, double scale)
        {
            using var scope = NewDisposeScope();
            var product = b.flatten(1).mm(a.flatten(1)) * scale;
            return (y + layer.Apply(x, Weight(layer, product), null)).MoveToOuterDisposeScope();
        }
    }
}
