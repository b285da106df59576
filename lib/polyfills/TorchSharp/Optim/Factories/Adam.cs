using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Adam (arXiv 1412.6980); weight decay is added to the gradient.</summary>
        /// <param name="parameters">The parameters.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="beta1">Decay rate of the first moment.</param>
        /// <param name="beta2">Decay rate of the second moment.</param>
        /// <param name="eps">Added to the root of the second moment.</param>
        /// <param name="weight_decay">Factor of the parameter in the gradient.</param>
        /// <param name="amsgrad">Whether to divide by the largest second moment so far (arXiv 1904.09237).</param>
        /// <param name="maximize">Whether to climb instead of descend.</param>
        public static Adam Adam(IEnumerable<Parameter> parameters, double lr = 1e-3,
            double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0,
            bool amsgrad = false, bool maximize = false) =>
            new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

        /// <summary>Adam (arXiv 1412.6980); weight decay is added to the gradient.</summary>
        /// <param name="parameters">The parameters with their names, which do not matter.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="beta1">Decay rate of the first moment.</param>
        /// <param name="beta2">Decay rate of the second moment.</param>
        /// <param name="eps">Added to the root of the second moment.</param>
        /// <param name="weight_decay">Factor of the parameter in the gradient.</param>
        /// <param name="amsgrad">Whether to divide by the largest second moment so far (arXiv 1904.09237).</param>
        /// <param name="maximize">Whether to climb instead of descend.</param>
        public static Adam Adam(IEnumerable<(string name, Parameter parameter)> parameters,
            double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
            double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
            new(parameters.Select(entry => entry.parameter).ToList(), lr, beta1, beta2, eps, weight_decay, amsgrad,
                maximize);

        /// <summary>Adam (arXiv 1412.6980); weight decay is added to the gradient.</summary>
        /// <param name="parameters">The groups; options that they do not set are the ones given here.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="beta1">Decay rate of the first moment.</param>
        /// <param name="beta2">Decay rate of the second moment.</param>
        /// <param name="eps">Added to the root of the second moment.</param>
        /// <param name="weight_decay">Factor of the parameter in the gradient.</param>
        /// <param name="amsgrad">Whether to divide by the largest second moment so far (arXiv 1904.09237).</param>
        /// <param name="maximize">Whether to climb instead of descend.</param>
        public static Adam Adam(IEnumerable<Adam.ParamGroup> parameters, double lr = 1e-3,
            double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0,
            bool amsgrad = false, bool maximize = false) =>
            new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
    }
}
