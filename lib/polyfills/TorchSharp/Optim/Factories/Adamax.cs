using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Adamax (arXiv 1412.6980, section 7.1): Adam with the maximum norm.</summary>
        /// <param name="parameters">The parameters.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="beta1">Decay rate of the first moment.</param>
        /// <param name="beta2">Decay rate of the second moment.</param>
        /// <param name="eps">Keeps the divisor away from zero.</param>
        /// <param name="weight_decay">Factor of the parameter in the gradient.</param>
        public static Adamax Adamax(IEnumerable<Parameter> parameters, double lr = 0.002,
            double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0) =>
            new(parameters, lr, beta1, beta2, eps, weight_decay);

        /// <summary>Adamax (arXiv 1412.6980, section 7.1): Adam with the maximum norm.</summary>
        /// <param name="parameters">The parameters with their names, which do not matter.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="beta1">Decay rate of the first moment.</param>
        /// <param name="beta2">Decay rate of the second moment.</param>
        /// <param name="eps">Keeps the divisor away from zero.</param>
        /// <param name="weight_decay">Factor of the parameter in the gradient.</param>
        public static Adamax Adamax(IEnumerable<(string name, Parameter parameter)> parameters,
            double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
            double weight_decay = 0) =>
            new(parameters.Select(entry => entry.parameter).ToList(), lr, beta1, beta2, eps, weight_decay);

        /// <summary>Adamax (arXiv 1412.6980, section 7.1): Adam with the maximum norm.</summary>
        /// <param name="parameters">The groups; options that they do not set are the ones given here.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="beta1">Decay rate of the first moment.</param>
        /// <param name="beta2">Decay rate of the second moment.</param>
        /// <param name="eps">Keeps the divisor away from zero.</param>
        /// <param name="weight_decay">Factor of the parameter in the gradient.</param>
        public static Adamax Adamax(IEnumerable<Adamax.ParamGroup> parameters, double lr = 0.002,
            double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0) =>
            new(parameters, lr, beta1, beta2, eps, weight_decay);
    }
}
