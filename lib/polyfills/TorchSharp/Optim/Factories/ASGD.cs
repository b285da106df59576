using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Averaged stochastic gradient descent (Polyak and Juditsky 1992).</summary>
        /// <param name="parameters">The parameters.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="lambd">Part of a parameter that decays with each step.</param>
        /// <param name="alpha">Power by which the learning rate falls.</param>
        /// <param name="t0">Step at which averaging begins.</param>
        /// <param name="weight_decay">Factor of the parameter in the gradient.</param>
        /// <param name="maximize">Whether to climb instead of descend.</param>
        public static ASGD ASGD(IEnumerable<Parameter> parameters, double lr = 1e-3,
            double lambd = 1e-4, double alpha = 0.75, double t0 = 1e6, double weight_decay = 0,
            bool maximize = false) =>
            new(parameters, lr, lambd, alpha, t0, weight_decay, maximize);

        /// <summary>Averaged stochastic gradient descent (Polyak and Juditsky 1992).</summary>
        /// <param name="parameters">The parameters with their names, which do not matter.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="lambd">Part of a parameter that decays with each step.</param>
        /// <param name="alpha">Power by which the learning rate falls.</param>
        /// <param name="t0">Step at which averaging begins.</param>
        /// <param name="weight_decay">Factor of the parameter in the gradient.</param>
        /// <param name="maximize">Whether to climb instead of descend.</param>
        public static ASGD ASGD(IEnumerable<(string name, Parameter parameter)> parameters,
            double lr = 1e-3, double lambd = 1e-4, double alpha = 0.75, double t0 = 1e6,
            double weight_decay = 0, bool maximize = false) =>
            new(parameters.Select(entry => entry.parameter).ToList(), lr, lambd, alpha, t0, weight_decay, maximize);

        /// <summary>Averaged stochastic gradient descent (Polyak and Juditsky 1992).</summary>
        /// <param name="parameters">The groups; options that they do not set are the ones given here.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="lambd">Part of a parameter that decays with each step.</param>
        /// <param name="alpha">Power by which the learning rate falls.</param>
        /// <param name="t0">Step at which averaging begins.</param>
        /// <param name="weight_decay">Factor of the parameter in the gradient.</param>
        /// <param name="maximize">Whether to climb instead of descend.</param>
        public static ASGD ASGD(IEnumerable<ParamGroup<ASGD.Options>> parameters,
            double lr = 1e-3, double lambd = 1e-4, double alpha = 0.75, double t0 = 1e6,
            double weight_decay = 0, bool maximize = false) =>
            new(parameters, lr, lambd, alpha, t0, weight_decay, maximize);
    }
}
