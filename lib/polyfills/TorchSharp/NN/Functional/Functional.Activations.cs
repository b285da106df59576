using TorchSharp.Engine;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>The functions that layers are made of, without parameters of their own.</summary>
        public static partial class functional
        {
            private static readonly Op Relu = Op.Find("aten::relu");
            private static readonly Op ReluInPlace = Op.Find("aten::relu_");
            private static readonly Op Relu6 = Op.Find("aten::relu6");
            private static readonly Op Relu6InPlace = Op.Find("aten::relu6_");
            private static readonly Op Silu = Op.Find("aten::silu");
            private static readonly Op SiluInPlace = Op.Find("aten::silu_");
            private static readonly Op Tanh = Op.Find("aten::tanh");
            private static readonly Op TanhInPlace = Op.Find("aten::tanh_");
            private static readonly Op Selu = Op.Find("aten::selu");
            private static readonly Op SeluInPlace = Op.Find("aten::selu_");
            private static readonly Op Mish = Op.Find("aten::mish");
            private static readonly Op MishInPlace = Op.Find("aten::mish_");
            private static readonly Op Hardswish = Op.Find("aten::hardswish");
            private static readonly Op HardswishInPlace = Op.Find("aten::hardswish_");
            private static readonly Op Hardsigmoid = Op.Find("aten::hardsigmoid");
            private static readonly Op HardsigmoidInPlace = Op.Find("aten::hardsigmoid_");
            private static readonly Op Gelu = Op.Find("aten::gelu");
            private static readonly Op GeluInPlace = Op.Find("aten::gelu_");
            private static readonly Op SigmoidOp = Op.Find("aten::sigmoid");
            private static readonly Op SigmoidInPlace = Op.Find("aten::sigmoid_");
            private static readonly Op Elu = Op.Find("aten::elu");
            private static readonly Op EluInPlace = Op.Find("aten::elu_");
            private static readonly Op LeakyRelu = Op.Find("aten::leaky_relu");
            private static readonly Op LeakyReluInPlace = Op.Find("aten::leaky_relu_");
            private static readonly Op SoftplusOp = Op.Find("aten::softplus");
            private static readonly Op LogSigmoidOp = Op.Find("aten::log_sigmoid");
            private static readonly Op GluOp = Op.Find("aten::glu");
            private static readonly Op SoftmaxOp = Op.Find("aten::softmax", "int");
            private static readonly Op LogSoftmaxOp = Op.Find("aten::log_softmax", "int");

            /// <summary>max(0, x), element by element.</summary>
            /// <param name="x">Input of any shape.</param>
            /// <param name="inplace">Whether to overwrite the input.</param>
            public static Tensor relu(Tensor x, bool inplace = false) => (inplace ? ReluInPlace : Relu).Call(x);

            /// <summary>min(max(0, x), 6), element by element.</summary>
            /// <param name="x">Input of any shape.</param>
            /// <param name="inplace">Whether to overwrite the input.</param>
            public static Tensor relu6(Tensor x, bool inplace = false) => (inplace ? Relu6InPlace : Relu6).Call(x);

            /// <summary>x σ(x) (also called swish, arXiv 1702.03118), element by element.</summary>
            /// <param name="x">Input of any shape.</param>
            /// <param name="inplace">Whether to overwrite the input.</param>
            public static Tensor silu(Tensor x, bool inplace = false) => (inplace ? SiluInPlace : Silu).Call(x);

            /// <summary>tanh(x), element by element.</summary>
            /// <param name="x">Input of any shape.</param>
            /// <param name="inplace">Whether to overwrite the input.</param>
            public static Tensor tanh(Tensor x, bool inplace = false) => (inplace ? TanhInPlace : Tanh).Call(x);

            /// <summary>SELU (arXiv 1706.02515), element by element.</summary>
            /// <param name="x">Input of any shape.</param>
            /// <param name="inplace">Whether to overwrite the input.</param>
            public static Tensor selu(Tensor x, bool inplace = false) => (inplace ? SeluInPlace : Selu).Call(x);

            /// <summary>x tanh(softplus(x)) (arXiv 1908.08681), element by element.</summary>
            /// <param name="x">Input of any shape.</param>
            /// <param name="inplace">Whether to overwrite the input.</param>
            public static Tensor mish(Tensor x, bool inplace = false) => (inplace ? MishInPlace : Mish).Call(x);

            /// <summary>x relu6(x + 3) / 6 (arXiv 1905.02244), element by element.</summary>
            /// <param name="input">Input of any shape.</param>
            /// <param name="inplace">Whether to overwrite the input.</param>
            public static Tensor hardswish(Tensor input, bool inplace = false) =>
                (inplace ? HardswishInPlace : Hardswish).Call(input);

            /// <summary>relu6(x + 3) / 6, element by element.</summary>
            /// <param name="input">Input of any shape.</param>
            /// <param name="inplace">Whether to overwrite the input.</param>
            public static Tensor hardsigmoid(Tensor input, bool inplace = false) =>
                (inplace ? HardsigmoidInPlace : Hardsigmoid).Call(input);

            /// <summary>GELU, x Φ(x) (arXiv 1606.08415), element by element.</summary>
            /// <param name="x">Input of any shape.</param>
            public static Tensor gelu(Tensor x) => Gelu.Call(x, "none");

            /// <summary>GELU, x Φ(x) (arXiv 1606.08415), element by element.</summary>
            /// <param name="x">Input of any shape.</param>
            /// <param name="inplace">Whether to overwrite the input.</param>
            public static Tensor gelu(Tensor x, bool inplace) => gelu(x, Modules.GELU.Approximate.none, inplace);

            /// <summary>GELU, x Φ(x) (arXiv 1606.08415), or its approximation with tanh, element by element.</summary>
            /// <param name="x">Input of any shape.</param>
            /// <param name="approximate">Exact, or with tanh as GPT-2 has it.</param>
            /// <param name="inplace">Whether to overwrite the input.</param>
            public static Tensor gelu(Tensor x, GELU.Approximate approximate, bool inplace = false) =>
                (inplace ? GeluInPlace : Gelu).Call(x, approximate == Modules.GELU.Approximate.tanh ? "tanh" : "none");

            /// <summary>1 / (1 + exp(-x)), element by element.</summary>
            /// <param name="x">Input of any shape.</param>
            public static Tensor sigmoid(Tensor x) => SigmoidOp.Call(x);

            /// <summary>1 / (1 + exp(-x)), element by element.</summary>
            /// <param name="x">Input of any shape.</param>
            /// <param name="inplace">Whether to overwrite the input.</param>
            public static Tensor sigmoid(Tensor x, bool inplace) => (inplace ? SigmoidInPlace : SigmoidOp).Call(x);

            /// <summary>x, or α (exp(x) - 1) where x is negative (arXiv 1511.07289).</summary>
            /// <param name="x">Input of any shape.</param>
            /// <param name="alpha">The factor α.</param>
            /// <param name="inplace">Whether to overwrite the input.</param>
            public static Tensor elu(Tensor x, double alpha, bool inplace = false) =>
                (inplace ? EluInPlace : Elu).Call(x, alpha);

            /// <summary>x, or a fraction of it where x is negative.</summary>
            /// <param name="input">Input of any shape.</param>
            /// <param name="negative_slope">The fraction.</param>
            /// <param name="inplace">Whether to overwrite the input.</param>
            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false) =>
                (inplace ? LeakyReluInPlace : LeakyRelu).Call(input, negative_slope);

            /// <summary>log(1 + exp(βx)) / β, and x where βx exceeds a threshold.</summary>
            /// <param name="x">Input of any shape.</param>
            /// <param name="beta">The factor β.</param>
            /// <param name="threshold">Where the function becomes linear.</param>
            public static Tensor softplus(Tensor x, double beta = 1.0, double threshold = 20.0) =>
                SoftplusOp.Call(x, beta, threshold);

            /// <summary>log σ(x), element by element.</summary>
            /// <param name="x">Input of any shape.</param>
            public static Tensor logsigmoid(Tensor x) => LogSigmoidOp.Call(x);

            /// <summary>a σ(b), where a and b are the halves of the input (arXiv 1612.08083).</summary>
            /// <param name="input">Input whose size along <paramref name="dim"/> is even.</param>
            /// <param name="dim">Dimension that is halved.</param>
            public static Tensor glu(Tensor input, long dim = -1) => GluOp.Call(input, dim);

            /// <summary>exp(x) / Σ exp(x) along a dimension.</summary>
            /// <param name="input">Input of any shape.</param>
            /// <param name="dim">The dimension that sums to one.</param>
            /// <param name="dtype">Type to convert to first, or null.</param>
            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) =>
                SoftmaxOp.Call(input, dim, dtype);

            /// <summary>log(exp(x) / Σ exp(x)) along a dimension.</summary>
            /// <param name="x">Input of any shape.</param>
            /// <param name="dim">The dimension.</param>
            public static Tensor log_softmax(Tensor x, long dim) => LogSoftmaxOp.Call(x, dim, OpArgument.None);
        }
    }
}
