using System.Runtime.InteropServices;
using TorchSharp.Engine;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Initial values for parameters, written in place and without autograd.</summary>
        /// <remarks>As in TorchSharp, the <c>generator</c> arguments are accepted and not used: draws come from the
        /// default generator, in PyTorch's order.</remarks>
        public static partial class init
        {
            private static readonly Op Uniform = Op.Find("aten::uniform_");
            private static readonly Op Normal = Op.Find("aten::normal_");
            private static readonly Op ErrorFunction = Op.Find("aten::erf");
            private static readonly Op InverseErrorFunction = Op.Find("aten::erfinv_");
            private static readonly Op Orthogonalize = Op.Find("aten::linalg_qr");
            private static readonly Op FillRows = Op.Find("aten::index_fill_", "int_Scalar");

            /// <summary>What follows a layer, which decides about the gain.</summary>
            public enum NonlinearityType
            {
                /// <summary>Nothing.</summary>
                Linear = 0,

                /// <summary>A convolution.</summary>
                Conv1D = 1,

                /// <summary>A convolution.</summary>
                Conv2D = 2,

                /// <summary>A convolution.</summary>
                Conv3D = 3,

                /// <summary>A transposed convolution.</summary>
                ConvTranspose1D = 4,

                /// <summary>A transposed convolution.</summary>
                ConvTranspose2D = 5,

                /// <summary>A transposed convolution.</summary>
                ConvTranspose3D = 6,

                /// <summary>1 / (1 + exp(-x)).</summary>
                Sigmoid = 7,

                /// <summary>tanh(x).</summary>
                Tanh = 8,

                /// <summary>max(0, x).</summary>
                ReLU = 9,

                /// <summary>x, or a fraction of it where x is negative.</summary>
                LeakyReLU = 10,
            }

            /// <summary>Which number of features the variance is kept for.</summary>
            public enum FanInOut
            {
                /// <summary>That of the inputs: forward.</summary>
                FanIn = 0,

                /// <summary>That of the outputs: backward.</summary>
                FanOut = 1,
            }

            /// <summary>By how much an activation shrinks the standard deviation, inverted.</summary>
            /// <param name="nonlinearity">The activation.</param>
            /// <param name="param">Negative slope of a leaky ReLU.</param>
            public static double calculate_gain(NonlinearityType nonlinearity, double param = 0.0) => nonlinearity switch
            {
                NonlinearityType.Tanh => 5.0 / 3.0,
                NonlinearityType.ReLU => Math.Sqrt(2.0),
                NonlinearityType.LeakyReLU => Math.Sqrt(2.0 / (1 + param * param)),
                _ => 1.0,
            };

            /// <summary>Number of inputs and of outputs that an element of a weight's row and column meets.</summary>
            /// <param name="tensor">Weight <c>[out, in, ...]</c>.</param>
            /// <exception cref="ArgumentException">It has fewer than 2 dimensions.</exception>
            public static (long fanIn, long fanOut) CalculateFanInAndFanOut(Tensor tensor)
            {
                var shape = tensor.shape;
                if (shape.Length < 2)
                {
                    throw new ArgumentException(
                        "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions");
                }
                long field = shape.Skip(2).Aggregate(1L, (product, size) => product * size);
                return (shape[1] * field, shape[0] * field);
            }

            /// <summary>Fills with ones.</summary>
            public static Tensor ones_(Tensor tensor) => constant_(tensor, 1.0);

            /// <summary>Fills with zeros.</summary>
            public static Tensor zeros_(Tensor tensor) => constant_(tensor, 0.0);

            /// <summary>Fills with a value.</summary>
            public static Tensor constant_(Tensor tensor, Scalar val) => Fill(tensor, t => t.fill_(val));

            /// <summary>Fills a matrix with the identity.</summary>
            /// <exception cref="ExternalException">The tensor is no matrix.</exception>
            public static Tensor eye_(Tensor tensor)
            {
                RequireMatrix(tensor);
                return Fill(tensor, t =>
                {
                    t.copy_(eye(t.shape[0], t.shape[1], t.dtype, t.device));
                });
            }

            /// <summary>Fills with draws from U(low, high).</summary>
            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator? generator = null) =>
                Fill(tensor, t => Uniform.CallNothing(t, low, high));

            /// <summary>Fills with draws from N(mean, std²).</summary>
            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator? generator = null) =>
                Fill(tensor, t => Normal.CallNothing(t, mean, std));

            /// <summary>Fills with draws from N(mean, std²) cut to [a, b].</summary>
            /// <remarks>TorchSharp 0.107.0 fills the tensor with a constant here; this one does what the name says.</remarks>
            public static Tensor trunc_normal_(Tensor tensor, double mean = 0.0, double std = 1.0, double a = -2.0,
                double b = 2.0, Generator? generator = null)
            {
                double low = NormalDistribution((a - mean) / std);
                double high = NormalDistribution((b - mean) / std);
                return Fill(tensor, t =>
                {
                    Uniform.CallNothing(t, 2 * low - 1, 2 * high - 1);
                    InverseErrorFunction.CallNothing(t);
                    t.mul_(std * Math.Sqrt(2)).add_(mean).clamp_(a, b);
                });
            }

            /// <summary>Kaiming initialization (arXiv 1502.01852), uniform: U(-b, b) with b = gain √(3 / fan).</summary>
            /// <param name="tensor">Weight <c>[out, in, ...]</c>.</param>
            /// <param name="a">Negative slope of the leaky ReLU that follows.</param>
            /// <param name="mode">Which fan.</param>
            /// <param name="nonlinearity">What follows.</param>
            public static Tensor kaiming_uniform_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn,
                NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                double bound = Math.Sqrt(3.0) * KaimingDeviation(tensor, a, mode, nonlinearity);
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>Kaiming initialization (arXiv 1502.01852), normal: N(0, gain² / fan).</summary>
            /// <param name="tensor">Weight <c>[out, in, ...]</c>.</param>
            /// <param name="a">Negative slope of the leaky ReLU that follows.</param>
            /// <param name="mode">Which fan.</param>
            /// <param name="nonlinearity">What follows.</param>
            public static Tensor kaiming_normal_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn,
                NonlinearityType nonlinearity = NonlinearityType.LeakyReLU) =>
                normal_(tensor, 0, KaimingDeviation(tensor, a, mode, nonlinearity));

            /// <summary>Xavier initialization (Glorot 2010), uniform: U(-b, b) with b = gain √(6 / (fanIn + fanOut)).</summary>
            /// <param name="tensor">Weight <c>[out, in, ...]</c>.</param>
            /// <param name="gain">Factor of the standard deviation.</param>
            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1.0)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                double bound = gain * Math.Sqrt(6.0 / (fanIn + fanOut));
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>Another name of <see cref="xavier_uniform_"/>.</summary>
            public static Tensor glorot_uniform_(Tensor tensor, double gain = 1.0) => xavier_uniform_(tensor, gain);

            /// <summary>Xavier initialization with the standard deviation gain √(2 / (fanIn + fanOut)).</summary>
            /// <remarks>TorchSharp 0.107.0 draws from the uniform distribution of this deviation here, too, and so does this:
            /// a seed gives the same weights with either.</remarks>
            /// <param name="tensor">Weight <c>[out, in, ...]</c>.</param>
            /// <param name="gain">Factor of the standard deviation.</param>
            public static Tensor xavier_normal_(Tensor tensor, double gain = 1.0) => xavier_uniform_(tensor, gain);

            /// <summary>Another name of <see cref="xavier_normal_"/>.</summary>
            public static Tensor glorot_normal_(Tensor tensor, double gain = 1.0) => xavier_normal_(tensor, gain);

            /// <summary>Fills with an orthogonal matrix (arXiv 1312.6120): rows or columns are orthonormal, times a gain.</summary>
            /// <param name="tensor">Weight of at least 2 dimensions, taken as <c>[rows, everything else]</c>.</param>
            /// <param name="gain">The factor.</param>
            /// <exception cref="ExternalException">The tensor has fewer than 2 dimensions.</exception>
            public static Tensor orthogonal_(Tensor tensor, double gain = 1.0)
            {
                if (tensor.ndim < 2) throw new ExternalException("Only tensors with 2 or more dimensions are supported");
                return Fill(tensor, t =>
                {
                    long rows = t.shape[0], columns = t.numel() / rows;
                    var draws = randn([rows, columns], t.dtype, t.device);
                    var (q, r) = Orthogonalize.Call2(rows < columns ? draws.t() : draws);
                    q = q.mul(r.diagonal().sign());
                    t.view(rows, columns).copy_(rows < columns ? q.t() : q).mul_(gain);
                });
            }

            /// <summary>Fills a matrix with draws from N(0, std²) and sets a part of each column to zero.</summary>
            /// <param name="tensor">The matrix.</param>
            /// <param name="sparsity">The part of zeros, 0 to 1.</param>
            /// <param name="std">Standard deviation of the others.</param>
            /// <exception cref="ExternalException">The tensor is no matrix.</exception>
            public static Tensor sparse_(Tensor tensor, double sparsity, double std = 0.01)
            {
                RequireMatrix(tensor);
                return Fill(tensor, t =>
                {
                    Normal.CallNothing(t, 0.0, std);
                    long rows = t.shape[0], zeroes = (long)Math.Ceiling(sparsity * rows);
                    for (long column = 0; column < t.shape[1]; column++)
                    {
                        var chosen = randperm(rows, ScalarType.Int64, t.device).narrow(0, 0, zeroes);
                        FillRows.CallNothing(t.select(1, column), 0L, chosen, 0L);
                    }
                });
            }

            private static double KaimingDeviation(Tensor tensor, double a, FanInOut mode, NonlinearityType nonlinearity)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return calculate_gain(nonlinearity, a) / Math.Sqrt(mode == FanInOut.FanIn ? fanIn : fanOut);
            }

            private static Tensor Fill(Tensor tensor, Action<Tensor> write)
            {
                using var untracked = no_grad();
                using var scope = NewDisposeScope();
                write(tensor.alias());
                return tensor;
            }

            private static void RequireMatrix(Tensor tensor)
            {
                if (tensor.ndim != 2) throw new ExternalException("Only tensors with 2 dimensions are supported");
            }

            // The distribution function of N(0, 1).
            private static double NormalDistribution(double x) => 0.5 * (1 + Erf(x / Math.Sqrt(2)));

            private static double Erf(double x)
            {
                using var value = tensor(x, ScalarType.Float64, CPU);
                using var result = ErrorFunction.Call(value);
                return result.item<double>();
            }
        }
    }
}
