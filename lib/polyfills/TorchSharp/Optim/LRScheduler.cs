namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>Changes the learning rates of an optimizer's groups; <see cref="step()"/> it after the
            /// optimizer.</summary>
            public abstract class LRScheduler
            {
                /// <summary>Number of steps, the one at construction among them.</summary>
                protected int _step_count;

                internal Optimizer? Optimizer;
                internal int LastEpoch = -1;
                internal IList<double> LastRates = [];
                internal IList<double> BaseRates = [];
                private readonly bool verbose;

                /// <summary>A scheduler without an optimizer of its own.</summary>
                protected LRScheduler()
                {
                }

                /// <summary>A scheduler of an optimizer.</summary>
                /// <param name="optimizer">The optimizer.</param>
                /// <param name="last_epoch">Number of the last epoch, -1 at the start of a training.</param>
                /// <param name="verbose">Whether to print each change.</param>
                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    Optimizer = optimizer;
                    LastEpoch = last_epoch;
                    this.verbose = verbose;
                    BaseRates = Groups.Select(group => group.InitialLearningRate).ToList();
                    LastRates = Groups.Select(group => group.LearningRate).ToList();
                }

                private protected IEnumerable<ILearningRateController> Groups => Optimizer!.ParamGroups;

                private protected IEnumerable<double> CurrentRates => Groups.Select(group => group.LearningRate);

                private protected bool IsVerbose => verbose;

                /// <summary>Goes on to the next epoch.</summary>
                public virtual void step() => step(null);

                /// <summary>Goes on to an epoch, or to the next.</summary>
                /// <param name="epoch">Its number from 0, or null for the next.</param>
                public virtual void step(int? epoch)
                {
                    _step_count++;
                    LastEpoch = epoch ?? LastEpoch + 1;
                    var rates = (epoch is null ? get_lr() : get_closed_form_lr()).ToList();
                    int i = 0;
                    foreach (var group in Groups.ToList())
                    {
                        group.LearningRate = rates[i];
                        if (verbose && LastRates[i] != rates[i])
                            Console.WriteLine($"Adjusting learning rate to {rates[i]}");
                        LastRates[i] = rates[i];
                        i++;
                    }
                }

                /// <summary>Goes on to the next epoch, with a figure that some schedulers look at.</summary>
                /// <param name="current">The figure, such as a validation loss.</param>
                /// <param name="epoch">Number of the epoch from 0, or null for the next.</param>
                public virtual void step(double current, int? epoch = null) => step(epoch);

                /// <summary>The learning rates that the last step set.</summary>
                public IEnumerable<double> get_last_lr() => LastRates;

                /// <summary>The learning rates of the epoch, computed from those of the epoch before.</summary>
                protected virtual IEnumerable<double> get_lr() => CurrentRates;

                /// <summary>The learning rates of the epoch, computed from the initial ones.</summary>
                protected virtual IEnumerable<double> get_closed_form_lr() => get_lr();
            }
        }
    }
}
