namespace TorchSharp;

// Activation functions.
public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The positive part of each element.</summary>
        public Tensor relu() => ActivationOps.Relu.Call(this);

        /// <summary>The positive part of each element, in place.</summary>
        public Tensor relu_() => ActivationOps.ReluInPlace.CallInPlace(this);

        /// <summary>The positive part of each element, at most six.</summary>
        public Tensor relu6() => ActivationOps.Relu6.Call(this);

        /// <summary>The positive part of each element, at most six, in place.</summary>
        public Tensor relu6_() => ActivationOps.Relu6InPlace.CallInPlace(this);

        /// <summary>
        /// Each element times the probability that a standard normal variable is less (arXiv:1606.08415).
        /// </summary>
        public Tensor gelu() => ActivationOps.Gelu.Call(this);

        /// <summary>Each element times its logistic function (arXiv:1606.08415).</summary>
        public Tensor silu() => ActivationOps.Silu.Call(this);

        /// <summary>Each element times its logistic function (arXiv:1606.08415), in place.</summary>
        public Tensor silu_() => ActivationOps.SiluInPlace.CallInPlace(this);

        /// <summary>The scaled exponential linear unit (arXiv:1706.02515).</summary>
        public Tensor selu() => ActivationOps.Selu.Call(this);

        /// <summary>The scaled exponential linear unit (arXiv:1706.02515), in place.</summary>
        public Tensor selu_() => ActivationOps.SeluInPlace.CallInPlace(this);

        /// <summary>log(1 + exp(beta x)) / beta; linear above a threshold.</summary>
        public Tensor softplus(double beta = 1, double threshold = 20) =>
            ActivationOps.Softplus.Call(this, beta, threshold);

        /// <summary>The logarithm of the logistic function.</summary>
        public Tensor log_sigmoid() => ActivationOps.LogSigmoid.Call(this);

        /// <summary>The piecewise linear approximation of the logistic function.</summary>
        public Tensor hardsigmoid() => ActivationOps.Hardsigmoid.Call(this);

        /// <summary>The piecewise linear approximation of the logistic function, in place.</summary>
        public Tensor hardsigmoid_() => ActivationOps.HardsigmoidInPlace.CallInPlace(this);

        /// <summary>Each element times its hard sigmoid.</summary>
        public Tensor hardswish() => ActivationOps.Hardswish.Call(this);

        /// <summary>Each element times its hard sigmoid, in place.</summary>
        public Tensor hardswish_() => ActivationOps.HardswishInPlace.CallInPlace(this);

        /// <summary>Each element forced between two bounds.</summary>
        public Tensor hardtanh(Scalar min, Scalar max) => ActivationOps.Hardtanh.Call(this, min, max);

        /// <summary>Each element forced between two bounds, in place.</summary>
        public Tensor hardtanh_(Scalar min, Scalar max) => ActivationOps.HardtanhInPlace.CallInPlace(this, min, max);

        /// <summary>Each element, the negative ones times a small slope.</summary>
        public Tensor leaky_relu(Scalar negative_slope) => ActivationOps.LeakyRelu.Call(this, negative_slope);

        /// <summary>Each element, the negative ones times a small slope, in place.</summary>
        public Tensor leaky_relu_(Scalar negative_slope) =>
            ActivationOps.LeakyReluInPlace.CallInPlace(this, negative_slope);

        /// <summary>Each element, the negative ones as alpha (exp(x) - 1).</summary>
        public Tensor elu(double alpha = 1) => elu((Scalar)alpha, 1, 1);

        /// <summary>Each element, the negative ones as alpha (exp(x) - 1), in place.</summary>
        public Tensor elu_(double alpha = 1) => elu_((Scalar)alpha, 1, 1);

        /// <summary>The exponential linear unit with its scales.</summary>
        public Tensor elu(Scalar alpha, Scalar scale, Scalar input_scale) =>
            ActivationOps.Elu.Call(this, alpha, scale, input_scale);

        /// <summary>The exponential linear unit with its scales, in place.</summary>
        public Tensor elu_(Scalar alpha, Scalar scale, Scalar input_scale) =>
            ActivationOps.EluInPlace.CallInPlace(this, alpha, scale, input_scale);

        /// <summary>The continuously differentiable exponential linear unit.</summary>
        public Tensor celu(Scalar alpha) => ActivationOps.Celu.Call(this, alpha);

        /// <summary>The continuously differentiable exponential linear unit, in place.</summary>
        public Tensor celu_(Scalar alpha) => ActivationOps.CeluInPlace.CallInPlace(this, alpha);

        /// <summary>Each element, the negative ones times a learned slope.</summary>
        public Tensor prelu(Tensor target) => ActivationOps.Prelu.Call(this, target);

        /// <summary>The first half along a dimension times the logistic function of the second.</summary>
        public Tensor glu(long dim = -1) => ActivationOps.Glu.Call(this, dim);

        /// <summary>Each element above a threshold, a value elsewhere.</summary>
        public Tensor threshold(Scalar threshold, Scalar value) => ActivationOps.Threshold.Call(this, threshold, value);

        /// <summary>Each element above a threshold, a value elsewhere, in place.</summary>
        public Tensor threshold_(Scalar threshold, Scalar value) =>
            ActivationOps.ThresholdInPlace.CallInPlace(this, threshold, value);
    }
}
