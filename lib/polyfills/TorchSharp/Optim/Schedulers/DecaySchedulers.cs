namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>A part of the learning rate for some epochs, then all of it.</summary>
                public class ConstantLR : LRScheduler
                {
                    private readonly double factor;
                    private readonly int totalSteps;

                    /// <summary>A part of the learning rate for some epochs, then all of it.</summary>
                    /// <param name="optimizer">The optimizer.</param>
                    /// <param name="factor">The part.</param>
                    /// <param name="total_iters">Number of epochs.</param>
                    /// <param name="last_epoch">Number of the last epoch, -1 at the start of a training.</param>
                    /// <param name="verbose">Whether to print each change.</param>
                    public ConstantLR(Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5,
                        int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        (this.factor, totalSteps) = (factor, total_iters);
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr() =>
                        LastEpoch == 0 ? CurrentRates.Select(rate => rate * factor)
                        : LastEpoch == totalSteps ? CurrentRates.Select(rate => rate * (1.0 / factor))
                        : CurrentRates;

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_closed_form_lr() =>
                        BaseRates.Select(rate => rate * (LastEpoch >= totalSteps ? 1 : factor));
                }

                /// <summary>From one part of the learning rate to another in a straight line.</summary>
                public class LinearLR : LRScheduler
                {
                    private readonly double start;
                    private readonly double end;
                    private readonly int totalSteps;

                    /// <summary>From one part of the learning rate to another in a straight line.</summary>
                    /// <param name="optimizer">The optimizer.</param>
                    /// <param name="start_factor">The first part.</param>
                    /// <param name="end_factor">The last part.</param>
                    /// <param name="total_iters">Number of epochs.</param>
                    /// <param name="last_epoch">Number of the last epoch, -1 at the start of a training.</param>
                    /// <param name="verbose">Whether to print each change.</param>
                    public LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1.0,
                        int total_iters = 5, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        (start, end, totalSteps) = (start_factor, end_factor, total_iters);
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr() =>
                        LastEpoch == 0 ? CurrentRates.Select(rate => rate * start)
                        : LastEpoch > totalSteps ? CurrentRates
                        : CurrentRates.Select(rate => rate * (1 + (end - start) / (totalSteps * start + (LastEpoch - 1) * (end - start))));

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_closed_form_lr() =>
                        BaseRates.Select(rate => rate * (start + (end - start) * Math.Min(totalSteps, LastEpoch) / totalSteps));
                }

                /// <summary>From the learning rate to zero by a power of the epochs that are left.</summary>
                public class PolynomialLR : LRScheduler
                {
                    private readonly double totalSteps;
                    private readonly double power;

                    /// <summary>From the learning rate to zero by a power of the epochs that are left.</summary>
                    /// <param name="optimizer">The optimizer.</param>
                    /// <param name="total_iters">Number of epochs.</param>
                    /// <param name="power">The power.</param>
                    /// <param name="last_epoch">Number of the last epoch, -1 at the start of a training.</param>
                    /// <param name="verbose">Whether to print each change.</param>
                    public PolynomialLR(Optimizer optimizer, int total_iters = 5, double power = 1.0, int last_epoch = -1,
                        bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        (totalSteps, this.power) = (total_iters, power);
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr() =>
                        LastEpoch == 0 || LastEpoch > totalSteps ? CurrentRates
                        : CurrentRates.Select(rate => rate * Math.Pow(Left(LastEpoch) / Left(LastEpoch - 1), power));

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_closed_form_lr() =>
                        BaseRates.Select(rate => rate * Math.Pow(Left(Math.Min(totalSteps, LastEpoch)), power));

                    private double Left(double epoch) => 1.0 - epoch / totalSteps;
                }

                /// <summary>From the learning rate to a lower one along half a cosine (arXiv 1608.03983), and up again after it.</summary>
                public class CosineAnnealingLR : LRScheduler
                {
                    private readonly double period;
                    private readonly double lowest;

                    /// <summary>From the learning rate to a lower one along half a cosine (arXiv 1608.03983), and up
                    /// again after it.</summary>
                    /// <param name="optimizer">The optimizer.</param>
                    /// <param name="T_max">Number of epochs of the half cosine.</param>
                    /// <param name="eta_min">The lower learning rate.</param>
                    /// <param name="last_epoch">Number of the last epoch, -1 at the start of a training.</param>
                    /// <param name="verbose">Whether to print each change.</param>
                    public CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1,
                        bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        (period, lowest) = (T_max, eta_min);
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr() =>
                        LastEpoch == 0 ? CurrentRates
                        : (LastEpoch - 1 - period) % (2 * period) == 0
                            ? CurrentRates.Zip(
                                BaseRates,
                                (rate, initial) => rate + (initial - lowest) * (1 - Math.Cos(Math.PI / period)) / 2)
                        : CurrentRates.Select(rate => Height(LastEpoch) / Height(LastEpoch - 1) * (rate - lowest) + lowest);

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_closed_form_lr() =>
                        BaseRates.Select(rate => lowest + (rate - lowest) * Height(LastEpoch) / 2);

                    private double Height(int epoch) => 1 + Math.Cos(Math.PI * epoch / period);
                }
            }
        }
    }
}
