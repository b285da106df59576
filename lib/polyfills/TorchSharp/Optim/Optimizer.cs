using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Optimizers and learning-rate schedulers.</summary>
    public static partial class optim
    {
        /// <summary>Something with a learning rate: a parameter group.</summary>
        public interface ILearningRateController
        {
            /// <summary>The current learning rate.</summary>
            double LearningRate { get; set; }

            /// <summary>The learning rate that schedules start from.</summary>
            double InitialLearningRate { get; set; }
        }

        /// <summary>Something with a momentum.</summary>
        public interface IMomentum
        {
            /// <summary>The momentum.</summary>
            double Momentum { get; set; }
        }

        /// <summary>Something with the two decay rates of Adam.</summary>
        public interface IBetas
        {
            /// <summary>Decay rates of the first and the second moment.</summary>
            (double, double) Betas { get; set; }
        }

        /// <summary>Base of all optimizers.</summary>
        public abstract class Optimizer : IDisposable
        {
            /// <summary>The parameters in groups, each with options of its own.</summary>
            protected IList<ParamGroup> _parameter_groups = [];

            private protected Optimizer()
            {
            }

            /// <summary>The groups, as what a scheduler changes.</summary>
            public virtual IEnumerable<ILearningRateController> ParamGroups => _parameter_groups;

            /// <summary>Frees the state of the optimizer; the parameters stay.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Frees the state of the optimizer.</summary>
            /// <param name="disposing">False when it comes from a finalizer.</param>
            protected virtual void Dispose(bool disposing)
            {
                if (disposing) ReleaseState();
            }

            private protected virtual void ReleaseState()
            {
            }

            /// <summary>Fills the gradients with zeros; a gradient that is missing stays so.</summary>
            public virtual void zero_grad()
            {
                foreach (var parameter in parameters())
                {
                    using var gradient = parameter.grad;
                    gradient?.zero_();
                }
            }

            /// <summary>Adds parameters with options of their own.</summary>
            /// <param name="param_group">The group; options that it does not set are those of the optimizer.</param>
            /// <exception cref="NotImplementedException">The optimizer knows no groups.</exception>
            public virtual void add_param_group(ParamGroup param_group) =>
                throw new NotImplementedException(nameof(add_param_group));

            /// <summary>Changes the parameters by their gradients; those without a gradient stay, and their state
            /// too.</summary>
            /// <param name="closure">Computes the loss again, or null.</param>
            /// <returns>The loss of the closure, or null.</returns>
            public virtual Tensor? step(Func<Tensor>? closure = null) =>
                throw new NotImplementedException(nameof(step));

            /// <summary>The parameters of all groups.</summary>
            public virtual IEnumerable<Parameter> parameters() => _parameter_groups.SelectMany(group =>
                group.Parameters);

            /// <summary>Options and state of an optimizer, in the order of groups and parameters.</summary>
            public class StateDictionary
            {
                internal StateDictionary()
                {
                }

                /// <summary>Options of each group.</summary>
                public List<OptimizerOptions> Options { get; } = [];

                /// <summary>State of each parameter.</summary>
                public List<OptimizerState> State { get; } = [];

                /// <summary>For each group, the positions of its parameters in <see cref="State"/>.</summary>
                public List<List<int>> StateIndexRef { get; } = [];
            }
        }
    }
}
