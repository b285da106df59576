using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Limited-memory BFGS (Liu and Nocedal 1989) with steps of fixed length, as libtorch has it.</summary>
    public class LBFGS : optim.Optimizer, optim.ILearningRateController
    {
        /// <summary>The learning rate.</summary>
        public double _rate;

        private readonly List<Parameter> all;
        private readonly long largestSteps;
        private readonly long largestEvaluations;
        private readonly double gradientTolerance;
        private readonly double changeTolerance;
        private readonly int historySize;
        private readonly List<(Tensor Change, Tensor Step, double Curvature)> history = [];
        private Tensor? direction;
        private Tensor? lastGradient;
        private double scale = 1;
        private long iterations;

        internal LBFGS(IEnumerable<Parameter> parameters, double lr, long maxIterations, long maxEvaluations,
            double gradientTolerance, double changeTolerance, long historySize)
        {
            all = parameters.ToList();
            (_rate, InitialLearningRate, largestSteps, largestEvaluations) = (lr, lr, maxIterations, maxEvaluations);
            (this.gradientTolerance, this.changeTolerance) = (gradientTolerance, changeTolerance);
            this.historySize = (int)historySize;
            _parameter_groups.Add(new ParamGroup { Parameters = all });
        }

        /// <inheritdoc/>
        public double LearningRate
        {
            get => _rate;
            set => _rate = value;
        }

        /// <inheritdoc/>
        public double InitialLearningRate { get; set; }

        /// <inheritdoc/>
        public override IEnumerable<optim.ILearningRateController> ParamGroups => [this];

        /// <summary>Several steps along directions that past gradients have shaped.</summary>
        /// <param name="closure">Clears the gradients, computes the loss and its gradients, and returns the
        /// loss.</param>
        /// <returns>The loss before.</returns>
        /// <exception cref="ArgumentNullException">There is no closure.</exception>
        public override Tensor? step(Func<Tensor>? closure)
        {
            ArgumentNullException.ThrowIfNull(closure);
            var first = Evaluate(closure);
            using var untracked = no_grad();
            using var scope = NewDisposeScope();
            double loss = first.ToDouble();
            var gradient = Gather();
            long evaluations = 1;
            for (long i = 0; i < largestSteps && LargestOf(gradient) > gradientTolerance; i++)
            {
                iterations++;
                Redirect(gradient);
                double slope = gradient.dot(direction!).ToDouble();
                if (slope > -changeTolerance) break;
                double length = iterations == 1 ? Math.Min(1, 1 / gradient.abs().sum().ToDouble()) * _rate : _rate;
                Keep(ref lastGradient, gradient.clone());
                Walk(length);
                double previous = loss;
                if (i + 1 < largestSteps)
                {
                    loss = Evaluate(closure).ToDouble();
                    gradient = Gather();
                    evaluations++;
                }
                lastLength = length;
                if (evaluations >= largestEvaluations || LargestOf(gradient) <= gradientTolerance) break;
                if (LargestOf(direction!) * length <= changeTolerance ||
                    Math.Abs(loss - previous) < changeTolerance) break;
            }
            return first;
        }

        private double lastLength;

        private protected override void ReleaseState()
        {
            direction?.Dispose();
            lastGradient?.Dispose();
            while (history.Count > 0) Forget();
        }

        // The two-loop recursion: the inverse Hessian of the history, times the gradient.
        private void Redirect(Tensor gradient)
        {
            if (iterations == 1)
            {
                Keep(ref direction, gradient.neg());
                return;
            }
            Remember(gradient);
            var result = gradient.neg();
            var factors = new double[history.Count];
            for (int i = history.Count - 1; i >= 0; i--)
            {
                factors[i] = history[i].Step.dot(result).ToDouble() * history[i].Curvature;
                result.AddScaled_(history[i].Change, -factors[i]);
            }
            result.Scale_(scale);
            for (int i = 0; i < history.Count; i++)
            {
                double factor = history[i].Change.dot(result).ToDouble() * history[i].Curvature;
                result.AddScaled_(history[i].Step, factors[i] - factor);
            }
            Keep(ref direction, result);
        }

        private void Remember(Tensor gradient)
        {
            var change = gradient.sub(lastGradient!);
            var step = direction!.mul(lastLength);
            double product = change.dot(step).ToDouble();
            if (product <= 1e-10) return;
            if (history.Count == historySize) Forget();
            history.Add((change.DetachFromDisposeScope(), step.DetachFromDisposeScope(), 1 / product));
            scale = product / change.dot(change).ToDouble();
        }

        private void Forget()
        {
            history[0].Change.Dispose();
            history[0].Step.Dispose();
            history.RemoveAt(0);
        }

        private void Walk(double length)
        {
            long begin = 0;
            foreach (var parameter in all)
            {
                long count = parameter.numel();
                parameter.AddScaled_(direction!.narrow(0, begin, count).view_as(parameter), length);
                begin += count;
            }
        }

        private Tensor Gather() => cat(all.Select(parameter =>
            parameter.grad?.reshape(-1) ?? zeros([parameter.numel()], parameter.dtype, parameter.device)).ToArray());

        private static Tensor Evaluate(Func<Tensor> closure)
        {
            using var tracked = enable_grad();
            return closure();
        }

        private static double LargestOf(Tensor tensor) => tensor.abs().max().ToDouble();

        private static void Keep(ref Tensor? field, Tensor value)
        {
            field?.Dispose();
            field = value.DetachFromDisposeScope();
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <summary>Limited-memory BFGS (Liu and Nocedal 1989); <c>step</c> needs a closure that computes the
            /// loss.</summary>
            /// <param name="parameters">The parameters with their names, which do not matter.</param>
            /// <param name="lr">Length of the steps.</param>
            /// <param name="max_iter">Most iterations of a step.</param>
            /// <param name="max_eval">Most evaluations of a step, 1.25 times the iterations when null.</param>
            /// <param name="tolerange_grad">Gradient at which a step ends.</param>
            /// <param name="tolerance_change">Change of loss or parameters at which a step ends.</param>
            /// <param name="history_size">Number of past gradients that are kept.</param>
            public static LBFGS LBFGS(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.01,
                long max_iter = 20, long? max_eval = null, double tolerange_grad = 1e-5, double tolerance_change = 1e-9,
                long history_size = 100) => LBFGS(parameters.Select(entry => entry.parameter), lr, max_iter, max_eval,
                    tolerange_grad, tolerance_change, history_size);

            /// <summary>Limited-memory BFGS (Liu and Nocedal 1989); <c>step</c> needs a closure that computes the
            /// loss.</summary>
            /// <param name="parameters">The parameters.</param>
            /// <param name="lr">Length of the steps.</param>
            /// <param name="max_iter">Most iterations of a step.</param>
            /// <param name="max_eval">Most evaluations of a step, 1.25 times the iterations when null.</param>
            /// <param name="tolerange_grad">Gradient at which a step ends.</param>
            /// <param name="tolerance_change">Change of loss or parameters at which a step ends.</param>
            /// <param name="history_size">Number of past gradients that are kept.</param>
            public static LBFGS LBFGS(IEnumerable<Parameter> parameters, double lr = 0.01, long max_iter = 20,
                long? max_eval = null, double tolerange_grad = 1e-5, double tolerance_change = 1e-9,
                long history_size = 100) => new(parameters, lr, max_iter, max_eval ?? max_iter * 5 / 4, tolerange_grad,
                    tolerance_change, history_size);
        }
    }
}
