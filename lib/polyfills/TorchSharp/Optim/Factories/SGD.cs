using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Stochastic gradient descent, with momentum if wanted.</summary>
        /// <param name="parameters">The parameters.</param>
        /// <param name="learningRate">Learning rate.</param>
        /// <param name="momentum">Part of the last update in the next.</param>
        /// <param name="dampening">Part of the gradient that momentum leaves out.</param>
        /// <param name="weight_decay">Factor of the parameter in the gradient.</param>
        /// <param name="nesterov">Whether to look ahead with the momentum.</param>
        /// <param name="maximize">Whether to climb instead of descend.</param>
        public static SGD SGD(IEnumerable<Parameter> parameters, double learningRate,
            double momentum = 0.0, double dampening = 0, double weight_decay = 0, bool nesterov = false,
            bool maximize = false) =>
            new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);

        /// <summary>Stochastic gradient descent, with momentum if wanted.</summary>
        /// <param name="parameters">The parameters with their names, which do not matter.</param>
        /// <param name="learningRate">Learning rate.</param>
        /// <param name="momentum">Part of the last update in the next.</param>
        /// <param name="dampening">Part of the gradient that momentum leaves out.</param>
        /// <param name="weight_decay">Factor of the parameter in the gradient.</param>
        /// <param name="nesterov">Whether to look ahead with the momentum.</param>
        /// <param name="maximize">Whether to climb instead of descend.</param>
        public static SGD SGD(IEnumerable<(string name, Parameter parameter)> parameters,
            double learningRate, double momentum = 0.0, double dampening = 0, double weight_decay = 0,
            bool nesterov = false, bool maximize = false) =>
            new(parameters.Select(entry => entry.parameter).ToList(), learningRate, momentum, dampening,
                weight_decay, nesterov, maximize);

        /// <summary>Stochastic gradient descent, with momentum if wanted.</summary>
        /// <param name="parameters">The groups; options that they do not set are the ones given here.</param>
        /// <param name="learningRate">Learning rate.</param>
        /// <param name="momentum">Part of the last update in the next.</param>
        /// <param name="dampening">Part of the gradient that momentum leaves out.</param>
        /// <param name="weight_decay">Factor of the parameter in the gradient.</param>
        /// <param name="nesterov">Whether to look ahead with the momentum.</param>
        /// <param name="maximize">Whether to climb instead of descend.</param>
        public static SGD SGD(IEnumerable<SGD.ParamGroup> parameters, double learningRate,
            double momentum = 0.0, double dampening = 0, double weight_decay = 0, bool nesterov = false,
            bool maximize = false) =>
            new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);
    }
}
