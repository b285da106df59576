using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Resilient backpropagation (Riedmiller and Braun 1993): step sizes that follow the signs of the
        /// gradients.</summary>
        /// <param name="parameters">The parameters.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="etaminus">Factor of a step size after a change of sign.</param>
        /// <param name="etaplus">Factor of a step size otherwise.</param>
        /// <param name="min_step">Least step size.</param>
        /// <param name="max_step">Largest step size.</param>
        /// <param name="maximize">Whether to climb instead of descend.</param>
        public static Rprop Rprop(IEnumerable<Parameter> parameters, double lr = 1e-2,
            double etaminus = 0.5, double etaplus = 1.2, double min_step = 1e-6, double max_step = 50,
            bool maximize = false) =>
            new(parameters, lr, etaminus, etaplus, min_step, max_step, maximize);

        /// <summary>Resilient backpropagation (Riedmiller and Braun 1993): step sizes that follow the signs of the
        /// gradients.</summary>
        /// <param name="parameters">The parameters with their names, which do not matter.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="etaminus">Factor of a step size after a change of sign.</param>
        /// <param name="etaplus">Factor of a step size otherwise.</param>
        /// <param name="min_step">Least step size.</param>
        /// <param name="max_step">Largest step size.</param>
        /// <param name="maximize">Whether to climb instead of descend.</param>
        public static Rprop Rprop(IEnumerable<(string name, Parameter parameter)> parameters,
            double lr = 1e-2, double etaminus = 0.5, double etaplus = 1.2, double min_step = 1e-6,
            double max_step = 50, bool maximize = false) =>
            new(parameters.Select(entry => entry.parameter).ToList(), lr, etaminus, etaplus, min_step, max_step,
                maximize);

        /// <summary>Resilient backpropagation (Riedmiller and Braun 1993): step sizes that follow the signs of the
        /// gradients.</summary>
        /// <param name="parameters">The groups; options that they do not set are the ones given here.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="etaminus">Factor of a step size after a change of sign.</param>
        /// <param name="etaplus">Factor of a step size otherwise.</param>
        /// <param name="min_step">Least step size.</param>
        /// <param name="max_step">Largest step size.</param>
        /// <param name="maximize">Whether to climb instead of descend.</param>
        public static Rprop Rprop(IEnumerable<Rprop.ParamGroup> parameters, double lr = 1e-2,
            double etaminus = 0.5, double etaplus = 1.2, double min_step = 1e-6, double max_step = 50,
            bool maximize = false) =>
            new(parameters, lr, etaminus, etaplus, min_step, max_step, maximize);
    }
}
