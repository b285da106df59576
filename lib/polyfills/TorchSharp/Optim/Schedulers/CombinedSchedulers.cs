namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>One scheduler after another.</summary>
                public class SequentialLR : LRScheduler
                {
                    private readonly LRScheduler[] schedulers;
                    private readonly int[] milestones;

                    /// <summary>One scheduler after another.</summary>
                    /// <param name="optimizer">The optimizer of all of them.</param>
                    /// <param name="schedulers">The schedulers.</param>
                    /// <param name="milestones">The epochs at which the second, the third and so on take over.</param>
                    /// <param name="last_epoch">Number of the last epoch, -1 at the start of a training.</param>
                    /// <exception cref="ArgumentException">A scheduler has another optimizer, or numbers do not fit.</exception>
                    public SequentialLR(Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones,
                        int last_epoch = -1) : base(optimizer, last_epoch + 1)
                    {
                        (this.schedulers, this.milestones) = (schedulers.ToArray(), milestones.ToArray());
                        if (this.schedulers.Any(scheduler => scheduler.Optimizer != optimizer))
                        {
                            throw new ArgumentException(
                                "The SequentialLR scheduler expects all its sub-schedulers to be bound to the same optimizer.");
                        }
                        if (this.milestones.Length != this.schedulers.Length - 1)
                        {
                            throw new ArgumentException($"Received {this.schedulers.Length} schedulers and {this.milestones.Length} " +
                                "milestones. The SequentialLR scheduler expects the number of schedulers to be one more than the " +
                                "number of milestones.");
                        }
                        // Each scheduler has taken its first step when it was made; that is undone, and the first takes it again.
                        foreach (var group in optimizer.ParamGroups) group.LearningRate = group.InitialLearningRate;
                        foreach (var scheduler in this.schedulers) scheduler.LastEpoch--;
                        this.schedulers[0].step();
                        LastRates = this.schedulers[0].LastRates;
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr()
                    {
                        int current = milestones.Length;
                        while (current > 0 && milestones[current - 1] > LastEpoch) current--;
                        if (current > 0 && milestones[current - 1] == LastEpoch) schedulers[current].step(0);
                        else schedulers[current].step();
                        return CurrentRates;
                    }
                }

                /// <summary>Several schedulers at once.</summary>
                public class ChainedLR : LRScheduler
                {
                    private readonly List<LRScheduler> schedulers;

                    /// <summary>Several schedulers at once.</summary>
                    /// <param name="schedulers">The schedulers, which may have different optimizers.</param>
                    public ChainedLR(IEnumerable<LRScheduler> schedulers) => this.schedulers = schedulers.ToList();

                    /// <inheritdoc/>
                    public override void step()
                    {
                        foreach (var scheduler in schedulers) scheduler.step();
                    }
                }
            }
        }
    }
}
