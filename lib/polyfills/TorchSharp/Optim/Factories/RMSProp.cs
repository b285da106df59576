using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>RMSProp (Hinton, Neural Networks for Machine Learning, lecture 6), with momentum and centering if
        /// wanted.</summary>
        /// <param name="parameters">The parameters.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="alpha">Decay rate of the mean of the squared gradient.</param>
        /// <param name="eps">Added to the root of that mean.</param>
        /// <param name="weight_decay">Factor of the parameter in the gradient.</param>
        /// <param name="momentum">Part of the last update in the next.</param>
        /// <param name="centered">Whether to divide by the standard deviation instead.</param>
        /// <param name="maximize">Whether to climb instead of descend.</param>
        public static RMSProp RMSProp(IEnumerable<Parameter> parameters, double lr = 0.01,
            double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0.0,
            bool centered = false, bool maximize = false) =>
            new(parameters, lr, alpha, eps, weight_decay, momentum, centered, maximize);

        /// <summary>RMSProp (Hinton, Neural Networks for Machine Learning, lecture 6), with momentum and centering if
        /// wanted.</summary>
        /// <param name="parameters">The parameters with their names, which do not matter.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="alpha">Decay rate of the mean of the squared gradient.</param>
        /// <param name="eps">Added to the root of that mean.</param>
        /// <param name="weight_decay">Factor of the parameter in the gradient.</param>
        /// <param name="momentum">Part of the last update in the next.</param>
        /// <param name="centered">Whether to divide by the standard deviation instead.</param>
        /// <param name="maximize">Whether to climb instead of descend.</param>
        public static RMSProp RMSProp(IEnumerable<(string name, Parameter parameter)> parameters,
            double lr = 0.01, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0,
            double momentum = 0.0, bool centered = false, bool maximize = false) =>
            new(parameters.Select(entry => entry.parameter).ToList(), lr, alpha, eps, weight_decay, momentum,
                centered, maximize);

        /// <summary>RMSProp (Hinton, Neural Networks for Machine Learning, lecture 6), with momentum and centering if
        /// wanted.</summary>
        /// <param name="parameters">The groups; options that they do not set are the ones given here.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="alpha">Decay rate of the mean of the squared gradient.</param>
        /// <param name="eps">Added to the root of that mean.</param>
        /// <param name="weight_decay">Factor of the parameter in the gradient.</param>
        /// <param name="momentum">Part of the last update in the next.</param>
        /// <param name="centered">Whether to divide by the standard deviation instead.</param>
        /// <param name="maximize">Whether to climb instead of descend.</param>
        public static RMSProp RMSProp(IEnumerable<RMSProp.ParamGroup> parameters, double lr = 0.01,
            double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0.0,
            bool centered = false, bool maximize = false) =>
            new(parameters, lr, alpha, eps, weight_decay, momentum, centered, maximize);
    }
}
