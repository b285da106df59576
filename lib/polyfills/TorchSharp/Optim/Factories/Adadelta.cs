using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Adadelta (arXiv 1212.5701): scales gradients by past updates over past gradients.</summary>
        /// <param name="parameters">The parameters.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="rho">Decay rate of the running means.</param>
        /// <param name="eps">Keeps the divisor away from zero.</param>
        /// <param name="weight_decay">Factor of the parameter in the gradient.</param>
        /// <param name="maximize">Whether to climb instead of descend.</param>
        public static Adadelta Adadelta(IEnumerable<Parameter> parameters, double lr = 1.0,
            double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false) =>
            new(parameters, lr, rho, eps, weight_decay, maximize);

        /// <summary>Adadelta (arXiv 1212.5701): scales gradients by past updates over past gradients.</summary>
        /// <param name="parameters">The parameters with their names, which do not matter.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="rho">Decay rate of the running means.</param>
        /// <param name="eps">Keeps the divisor away from zero.</param>
        /// <param name="weight_decay">Factor of the parameter in the gradient.</param>
        /// <param name="maximize">Whether to climb instead of descend.</param>
        public static Adadelta Adadelta(IEnumerable<(string name, Parameter parameter)> parameters,
            double lr = 1.0, double rho = 0.9, double eps = 1e-6, double weight_decay = 0,
            bool maximize = false) =>
            new(parameters.Select(entry => entry.parameter).ToList(), lr, rho, eps, weight_decay, maximize);

        /// <summary>Adadelta (arXiv 1212.5701): scales gradients by past updates over past gradients.</summary>
        /// <param name="parameters">The groups; options that they do not set are the ones given here.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="rho">Decay rate of the running means.</param>
        /// <param name="eps">Keeps the divisor away from zero.</param>
        /// <param name="weight_decay">Factor of the parameter in the gradient.</param>
        /// <param name="maximize">Whether to climb instead of descend.</param>
        public static Adadelta Adadelta(IEnumerable<Adadelta.ParamGroup> parameters, double lr = 1.0,
            double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false) =>
            new(parameters, lr, rho, eps, weight_decay, maximize);
    }
}
