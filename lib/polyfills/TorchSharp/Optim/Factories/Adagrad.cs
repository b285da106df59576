using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Adagrad (JMLR 12, Duchi 2011): divides by the root of the sum of all squared gradients.</summary>
        /// <param name="parameters">The parameters.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="lr_decay">How fast the learning rate falls with the steps.</param>
        /// <param name="weight_decay">Factor of the parameter in the gradient.</param>
        /// <param name="initial_accumulator_value">What the sums start from.</param>
        /// <param name="eps">Keeps the divisor away from zero.</param>
        public static Adagrad Adagrad(IEnumerable<Parameter> parameters, double lr = 1e-2,
            double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0,
            double eps = 1e-10) =>
            new(parameters, lr, lr_decay, weight_decay, initial_accumulator_value, eps);

        /// <summary>Adagrad (JMLR 12, Duchi 2011): divides by the root of the sum of all squared gradients.</summary>
        /// <param name="parameters">The parameters with their names, which do not matter.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="lr_decay">How fast the learning rate falls with the steps.</param>
        /// <param name="weight_decay">Factor of the parameter in the gradient.</param>
        /// <param name="initial_accumulator_value">What the sums start from.</param>
        /// <param name="eps">Keeps the divisor away from zero.</param>
        public static Adagrad Adagrad(IEnumerable<(string name, Parameter parameter)> parameters,
            double lr = 1e-2, double lr_decay = 0, double weight_decay = 0,
            double initial_accumulator_value = 0, double eps = 1e-10) =>
            new(parameters.Select(entry => entry.parameter).ToList(), lr, lr_decay, weight_decay,
                initial_accumulator_value, eps);

        /// <summary>Adagrad (JMLR 12, Duchi 2011): divides by the root of the sum of all squared gradients.</summary>
        /// <param name="parameters">The groups; options that they do not set are the ones given here.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="lr_decay">How fast the learning rate falls with the steps.</param>
        /// <param name="weight_decay">Factor of the parameter in the gradient.</param>
        /// <param name="initial_accumulator_value">What the sums start from.</param>
        /// <param name="eps">Keeps the divisor away from zero.</param>
        public static Adagrad Adagrad(IEnumerable<Adagrad.ParamGroup> parameters, double lr = 1e-2,
            double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0,
            double eps = 1e-10) =>
            new(parameters, lr, lr_decay, weight_decay, initial_accumulator_value, eps);
    }
}
