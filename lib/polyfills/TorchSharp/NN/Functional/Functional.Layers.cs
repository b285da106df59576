using TorchSharp.Engine;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Op LinearOp = Op.Find("aten::linear");
            private static readonly Op BilinearOp = Op.Find("aten::bilinear");
            private static readonly Op DropoutOp = Op.Find("aten::dropout");
            private static readonly Op DropoutInPlace = Op.Find("aten::dropout_");
            private static readonly Op OneHot = Op.Find("aten::one_hot");
            private static readonly Op CosineSimilarity = Op.Find("aten::cosine_similarity");
            private static readonly Op PairwiseDistance = Op.Find("aten::pairwise_distance");
            private static readonly Op ConstantPad = Op.Find("aten::constant_pad_nd");
            private static readonly Op[] ReflectionPads = PadsOf("aten::reflection_pad");
            private static readonly Op[] ReplicationPads = PadsOf("aten::replication_pad");
            private static readonly Op CircularPad = Op.Find("aten::_pad_circular");

            /// <summary><c>x Wᵀ + b</c>.</summary>
            /// <param name="input">Input <c>[..., in]</c>.</param>
            /// <param name="weights">Weight <c>[out, in]</c>.</param>
            /// <param name="bias">Bias <c>[out]</c>, or null.</param>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) =>
                LinearOp.Call(input, weights, bias);

            /// <summary><c>x₁ᵀ W x₂ + b</c>.</summary>
            /// <param name="input1">First input <c>[..., in1]</c>.</param>
            /// <param name="input2">Second input <c>[..., in2]</c>.</param>
            /// <param name="weight">Weight <c>[out, in1, in2]</c>.</param>
            /// <param name="bias">Bias <c>[out]</c>, or null.</param>
            public static Tensor bilinear(Tensor input1, Tensor input2, Tensor weight, Tensor? bias = null) =>
                BilinearOp.Call(input1, input2, weight, bias);

            /// <summary>Sets elements to zero at random and scales the others by 1 / (1 - p) (JMLR 15, Srivastava 2014).</summary>
            /// <param name="input">Input of any shape.</param>
            /// <param name="p">Probability of zero.</param>
            /// <param name="training">False returns the input as it is.</param>
            /// <param name="inplace">Whether to overwrite the input.</param>
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                (inplace ? DropoutInPlace : DropoutOp).Call(input, p, training);

            /// <summary>Classes as vectors with a single one.</summary>
            /// <param name="x">Classes (int64) <c>[...]</c>.</param>
            /// <param name="num_classes">Number of classes; -1 takes one more than the largest.</param>
            /// <returns>Int64 <c>[..., num_classes]</c>.</returns>
            public static Tensor one_hot(Tensor x, long num_classes = -1)
            {
                if (x.dtype != ScalarType.Int64) throw new ArgumentException("OneHot input tensor must have elements of type Int64");
                return OneHot.Call(x, num_classes);
            }

            /// <summary>Cosine of the angle between vectors.</summary>
            /// <param name="x1">First vectors.</param>
            /// <param name="x2">Second vectors, of a shape that broadcasts with the first.</param>
            /// <param name="dim">Dimension of the vectors.</param>
            /// <param name="eps">Least value of the norms' product.</param>
            public static Tensor cosine_similarity(Tensor x1, Tensor x2, long dim = 1, double eps = 1e-8) =>
                CosineSimilarity.Call(x1, x2, dim, eps);

            /// <summary>Norm of the differences of vectors.</summary>
            /// <param name="input1">First vectors <c>[..., dim]</c>.</param>
            /// <param name="input2">Second vectors <c>[..., dim]</c>.</param>
            /// <param name="p">Order of the norm.</param>
            /// <param name="eps">Added to differences.</param>
            /// <param name="keepdim">Whether the last dimension stays, with size 1.</param>
            public static Tensor pairwise_distance(Tensor input1, Tensor input2, double p = 2.0, double eps = 1e-6,
                bool keepdim = false) => PairwiseDistance.Call(input1, input2, p, eps, keepdim);

            /// <summary>Pads the last dimensions.</summary>
            /// <param name="input">Input.</param>
            /// <param name="pad">Before and after the last dimension, before and after the one before it, and so on.</param>
            /// <param name="mode">What stands beyond the border.</param>
            /// <param name="value">The constant of the constant mode.</param>
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                mode switch
                {
                    PaddingModes.Reflect => PadOf(ReflectionPads, input, pad, mode),
                    PaddingModes.Replicate => PadOf(ReplicationPads, input, pad, mode),
                    PaddingModes.Circular => CircularPad.Call(input, pad),
                    _ => ConstantPad.Call(input, pad, value),
                };

            /// <inheritdoc cref="pad(Tensor, long[], PaddingModes, double)"/>
            public static Tensor pad(Tensor input, ReadOnlySpan<long> pad, PaddingModes mode = PaddingModes.Constant,
                double value = 0) => functional.pad(input, pad.ToArray(), mode, value);

            /// <inheritdoc cref="pad(Tensor, long[], PaddingModes, double)"/>
            public static Tensor pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant,
                double value = 0) => functional.pad(input, [pad.Item1, pad.Item2], mode, value);

            /// <inheritdoc cref="pad(Tensor, long[], PaddingModes, double)"/>
            public static Tensor pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant,
                double value = 0) => functional.pad(input, [pad.Item1, pad.Item2, pad.Item3, pad.Item4], mode, value);

            /// <summary>Pads every dimension by the same number of elements.</summary>
            /// <param name="input">Input.</param>
            /// <param name="pad">Number of elements on each side.</param>
            /// <param name="mode">What stands beyond the border.</param>
            /// <param name="value">The constant of the constant mode.</param>
            public static Tensor pad(Tensor input, long pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, Enumerable.Repeat(pad, 2 * (int)input.ndim).ToArray(), mode, value);

            private static Tensor PadOf(Op[] pads, Tensor input, long[] pad, PaddingModes mode)
            {
                if (pad.Length is 0 or > 6 || pad.Length % 2 != 0)
                {
                    throw new ArgumentException(
                        $"Padding of mode {mode} takes 2, 4 or 6 numbers, a pair for each of the last dimensions, got {pad.Length}.");
                }
                return pads[pad.Length / 2 - 1].Call(input, pad);
            }

            private static Op[] PadsOf(string name) => [Op.Find(name + "1d"), Op.Find(name + "2d"), Op.Find(name + "3d")];
        }
    }
}
