using TorchSharp.Engine;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Op VectorNorm = Op.Find("aten::linalg_vector_norm");
            private static readonly Op LayerNormOp = Op.Find("aten::layer_norm");
            private static readonly Op GroupNormOp = Op.Find("aten::group_norm");
            private static readonly Op BatchNormOp = Op.Find("aten::batch_norm");

            /// <summary>Divides vectors by their norm.</summary>
            /// <param name="input">Input of any shape.</param>
            /// <param name="p">Order of the norm.</param>
            /// <param name="dim">Dimension of the vectors.</param>
            /// <param name="eps">Least value of the norm.</param>
            public static Tensor normalize(Tensor input, double p = 2.0, long dim = 1L, double eps = 1e-12)
            {
                using var norm = VectorNorm.Call(input, p, new[] { dim }, true);
                using var bounded = norm.clamp(min: eps);
                return input.div(bounded);
            }

            /// <summary>Layer normalization (arXiv 1607.06450) over the last dimensions.</summary>
            /// <param name="input">Input <c>[..., *normalized_shape]</c>.</param>
            /// <param name="normalized_shape">Sizes of the last dimensions.</param>
            /// <param name="weight">Factor of that shape, or null.</param>
            /// <param name="bias">Addend of that shape, or null.</param>
            /// <param name="eps">Added to the variance.</param>
            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null,
                Tensor? bias = null,
                double eps = 1e-5) => LayerNormOp.Call(input, normalized_shape, weight, bias, eps);

            /// <summary>Group normalization (arXiv 1803.08494).</summary>
            /// <param name="input">Input <c>[batch, channels, ...]</c>.</param>
            /// <param name="num_groups">Number of groups into which the channels fall.</param>
            /// <param name="weight">Factor <c>[channels]</c>, or null.</param>
            /// <param name="bias">Addend <c>[channels]</c>, or null.</param>
            /// <param name="eps">Added to the variance.</param>
            public static Tensor group_norm(Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null,
                double eps = 1e-5) => GroupNormOp.Call(input, num_groups, weight, bias, eps);

            /// <summary>Batch normalization (arXiv 1502.03167).</summary>
            /// <param name="input">Input <c>[batch, channels, ...]</c>.</param>
            /// <param name="running_mean">Mean <c>[channels]</c>, updated in training; may be null then.</param>
            /// <param name="running_var">Variance <c>[channels]</c>, updated in training; may be null then.</param>
            /// <param name="weight">Factor <c>[channels]</c>, or null.</param>
            /// <param name="bias">Addend <c>[channels]</c>, or null.</param>
            /// <param name="training">Whether to take the statistics of the batch.</param>
            /// <param name="momentum">Part of the batch in the running statistics.</param>
            /// <param name="eps">Added to the variance.</param>
            public static Tensor batch_norm(Tensor input, Tensor? running_mean, Tensor? running_var,
                Tensor? weight = null,
                Tensor? bias = null, bool training = false, double momentum = 0.1, double eps = 1e-5) =>
                BatchNormOp.Call(input, weight, bias, running_mean, running_var, training, momentum, eps, true);
        }
    }
}
