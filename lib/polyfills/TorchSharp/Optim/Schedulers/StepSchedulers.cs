namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Multiplies the learning rate by a factor every so many epochs.</summary>
                public class StepLR : LRScheduler
                {
                    private readonly int stepSize;
                    private readonly double gamma;

                    /// <summary>Multiplies the learning rate by a factor every so many epochs.</summary>
                    /// <param name="optimizer">The optimizer.</param>
                    /// <param name="step_size">Number of epochs between changes.</param>
                    /// <param name="gamma">The factor.</param>
                    /// <param name="last_epoch">Number of the last epoch, -1 at the start of a training.</param>
                    /// <param name="verbose">Whether to print each change.</param>
                    public StepLR(Optimizer optimizer, int step_size, double gamma = 0.1, int last_epoch = -1,
                        bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        (stepSize, this.gamma) = (step_size, gamma);
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr() =>
                        LastEpoch == 0 || LastEpoch % stepSize != 0 ? CurrentRates : CurrentRates.Select(rate => rate * gamma);

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_closed_form_lr() =>
                        BaseRates.Select(rate => rate * Math.Pow(gamma, LastEpoch / stepSize));
                }

                /// <summary>Multiplies the learning rate by a factor at given epochs.</summary>
                public class MultiStepLR : LRScheduler
                {
                    private readonly IList<int> milestones;
                    private readonly double gamma;

                    /// <summary>Multiplies the learning rate by a factor at given epochs.</summary>
                    /// <param name="optimizer">The optimizer.</param>
                    /// <param name="milestones">The epochs.</param>
                    /// <param name="gamma">The factor.</param>
                    /// <param name="last_epoch">Number of the last epoch, -1 at the start of a training.</param>
                    /// <param name="verbose">Whether to print each change.</param>
                    public MultiStepLR(Optimizer optimizer, IList<int> milestones, double gamma = 0.1, int last_epoch = -1,
                        bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        (this.milestones, this.gamma) = (milestones, gamma);
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr() =>
                        milestones.Contains(LastEpoch) ? CurrentRates.Select(rate => rate * gamma) : CurrentRates;

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_closed_form_lr() =>
                        BaseRates.Select(rate => rate * Math.Pow(gamma, milestones.Distinct().Count(epoch => epoch <= LastEpoch)));
                }

                /// <summary>Multiplies the learning rate by a factor each epoch.</summary>
                public class ExponentialLR : LRScheduler
                {
                    private readonly double gamma;

                    /// <summary>Multiplies the learning rate by a factor each epoch.</summary>
                    /// <param name="optimizer">The optimizer.</param>
                    /// <param name="gamma">The factor.</param>
                    /// <param name="last_epoch">Number of the last epoch, -1 at the start of a training.</param>
                    /// <param name="verbose">Whether to print each change.</param>
                    public ExponentialLR(Optimizer optimizer, double gamma = 0.1, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        this.gamma = gamma;
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr() =>
                        LastEpoch == 0 ? CurrentRates : CurrentRates.Select(rate => rate * gamma);

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_closed_form_lr() =>
                        BaseRates.Select(rate => rate * Math.Pow(gamma, LastEpoch));
                }
            }
        }
    }
}
