using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>NAdam (ICLR workshop, Dozat 2016): Adam with Nesterov momentum.</summary>
        /// <param name="named_parameters">The parameters.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="beta1">Decay rate of the first moment.</param>
        /// <param name="beta2">Decay rate of the second moment.</param>
        /// <param name="eps">Keeps the divisor away from zero.</param>
        /// <param name="weight_decay">Factor of the parameter in the gradient.</param>
        /// <param name="momentum_decay">How fast the momentum reaches its value.</param>
        public static NAdam NAdam(IEnumerable<Parameter> named_parameters, double lr = 0.002,
            double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0,
            double momentum_decay = 4e-3) =>
            new(named_parameters, lr, beta1, beta2, eps, weight_decay, momentum_decay);

        /// <summary>NAdam (ICLR workshop, Dozat 2016): Adam with Nesterov momentum.</summary>
        /// <param name="named_parameters">The parameters with their names, which do not matter.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="beta1">Decay rate of the first moment.</param>
        /// <param name="beta2">Decay rate of the second moment.</param>
        /// <param name="eps">Keeps the divisor away from zero.</param>
        /// <param name="weight_decay">Factor of the parameter in the gradient.</param>
        /// <param name="momentum_decay">How fast the momentum reaches its value.</param>
        public static NAdam NAdam(IEnumerable<(string name, Parameter parameter)> named_parameters,
            double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
            double weight_decay = 0, double momentum_decay = 4e-3) =>
            new(named_parameters.Select(entry =>
                entry.parameter).ToList(), lr, beta1, beta2, eps, weight_decay, momentum_decay);

        /// <summary>NAdam (ICLR workshop, Dozat 2016): Adam with Nesterov momentum.</summary>
        /// <param name="parameters">The groups; options that they do not set are the ones given here.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="beta1">Decay rate of the first moment.</param>
        /// <param name="beta2">Decay rate of the second moment.</param>
        /// <param name="eps">Keeps the divisor away from zero.</param>
        /// <param name="weight_decay">Factor of the parameter in the gradient.</param>
        /// <param name="momentum_decay">How fast the momentum reaches its value.</param>
        public static NAdam NAdam(IEnumerable<NAdam.ParamGroup> parameters, double lr = 0.002,
            double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0,
            double momentum_decay = 4e-3) =>
            new(parameters, lr, beta1, beta2, eps, weight_decay, momentum_decay);
    }
}
