namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>The schedulers themselves; the factories of <see cref="lr_scheduler"/> make them.</summary>
            public static partial class impl
            {
                /// <summary>The initial learning rate times a function of the epoch.</summary>
                public class LambdaLR : LRScheduler
                {
                    private readonly List<Func<int, double>> factors;

                    /// <summary>The initial learning rate times a function of the epoch.</summary>
                    /// <param name="optimizer">The optimizer.</param>
                    /// <param name="lr_lambda">The factor of an epoch.</param>
                    /// <param name="last_epoch">Number of the last epoch, -1 at the start of a training.</param>
                    /// <param name="verbose">Whether to print each change.</param>
                    public LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false)
                        : this(optimizer, optimizer.ParamGroups.Select(_ => lr_lambda), last_epoch, verbose)
                    {
                    }

                    /// <summary>The initial learning rate times a function of the epoch.</summary>
                    /// <param name="optimizer">The optimizer.</param>
                    /// <param name="lr_lambdas">The factor of an epoch. One for each group.</param>
                    /// <param name="last_epoch">Number of the last epoch, -1 at the start of a training.</param>
                    /// <param name="verbose">Whether to print each change.</param>
                    public LambdaLR(Optimizer optimizer, IEnumerable<Func<int, double>> lr_lambdas, int last_epoch = -1,
                        bool verbose = false) : base(optimizer, last_epoch, verbose)
                    {
                        factors = lr_lambdas.ToList();
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr() =>
                        BaseRates.Zip(factors, (rate, factor) => rate * factor(LastEpoch));
                }

                /// <summary>The learning rate times a function of the epoch, each epoch.</summary>
                public class MultiplicativeLR : LRScheduler
                {
                    private readonly List<Func<int, double>> factors;

                    /// <summary>The learning rate times a function of the epoch, each epoch.</summary>
                    /// <param name="optimizer">The optimizer.</param>
                    /// <param name="lr_lambda">The factor of an epoch.</param>
                    /// <param name="last_epoch">Number of the last epoch, -1 at the start of a training.</param>
                    /// <param name="verbose">Whether to print each change.</param>
                    public MultiplicativeLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false)
                        : this(optimizer, optimizer.ParamGroups.Select(_ => lr_lambda), last_epoch, verbose)
                    {
                    }

                    /// <summary>The learning rate times a function of the epoch, each epoch.</summary>
                    /// <param name="optimizer">The optimizer.</param>
                    /// <param name="lr_lambdas">The factor of an epoch. One for each group.</param>
                    /// <param name="last_epoch">Number of the last epoch, -1 at the start of a training.</param>
                    /// <param name="verbose">Whether to print each change.</param>
                    public MultiplicativeLR(Optimizer optimizer, IEnumerable<Func<int, double>> lr_lambdas, int last_epoch = -1,
                        bool verbose = false) : base(optimizer, last_epoch, verbose)
                    {
                        factors = lr_lambdas.ToList();
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr() =>
                        LastEpoch > 0 ? CurrentRates.Zip(factors, (rate, factor) => rate * factor(LastEpoch)) : CurrentRates;
                }
            }
        }
    }
}
