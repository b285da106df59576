namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Multiplies the learning rate by a factor when a figure stops getting better.</summary>
                public class ReduceLROnPlateau : LRScheduler
                {
                    private readonly bool seeksMinimum;
                    private readonly bool isRelative;
                    private readonly double factor;
                    private readonly double threshold;
                    private readonly double eps;
                    private readonly int patience;
                    private readonly int cooldown;
                    private readonly IList<double> lowest;
                    private double best;
                    private int badEpochs;
                    private int cooldownLeft;

                    /// <summary>Multiplies the learning rate by a factor when a figure stops getting better.</summary>
                    /// <param name="optimizer">The optimizer.</param>
                    /// <param name="mode">Whether smaller ("min") or larger ("max") figures are better.</param>
                    /// <param name="factor">The factor, below 1.</param>
                    /// <param name="patience">Number of epochs without a better figure that are borne.</param>
                    /// <param name="threshold">By how much a figure must be better to count.</param>
                    /// <param name="threshold_mode">Whether that is a part of the best figure ("rel") or a difference ("abs").</param>
                    /// <param name="cooldown">Number of epochs after a change in which nothing is counted.</param>
                    /// <param name="min_lr">The least learning rate: none, one, or one for each group.</param>
                    /// <param name="eps">Changes that are not larger are left out.</param>
                    /// <param name="verbose">Whether to print each change.</param>
                    /// <exception cref="ArgumentException">The factor is not below 1, or a mode is unknown.</exception>
                    public ReduceLROnPlateau(Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10,
                        double threshold = 1e-4, string threshold_mode = "rel", int cooldown = 0, IList<double>? min_lr = null,
                        double eps = 1e-8, bool verbose = false) : base(optimizer, -1, verbose)
                    {
                        if (factor >= 1.0) throw new ArgumentException("Factor should be < 1.0");
                        if (mode is not ("min" or "max")) throw new ArgumentException($"mode {mode} is unknown!");
                        if (threshold_mode is not ("rel" or "abs"))
                            throw new ArgumentException($"threshold mode {threshold_mode} is unknown!");
                        (seeksMinimum, isRelative) = (mode == "min", threshold_mode == "rel");
                        (this.factor, this.threshold, this.eps) = (factor, threshold, eps);
                        (this.patience, this.cooldown) = (patience, cooldown);
                        lowest = min_lr is { Count: > 1 }
                            ? min_lr.ToList()
                            : Groups.Select(_ => min_lr is { Count: 1 } ? min_lr[0] : 0.0).ToList();
                        best = seeksMinimum ? double.PositiveInfinity : double.NegativeInfinity;
                    }

                    /// <summary>Looks at the figure of an epoch.</summary>
                    /// <param name="current">The figure.</param>
                    /// <param name="epoch">Number of the epoch from 0, or null for the next.</param>
                    public override void step(double current, int? epoch = null)
                    {
                        LastEpoch = epoch ?? LastEpoch + 1;
                        badEpochs++;
                        if (IsBetter(current)) (best, badEpochs) = (current, 0);
                        if (cooldownLeft > 0)
                        {
                            cooldownLeft--;
                            badEpochs = 0;
                        }
                        if (badEpochs <= patience) return;
                        Reduce();
                        (cooldownLeft, badEpochs) = (cooldown, 0);
                    }

                    /// <summary>Always throws: this scheduler needs a figure.</summary>
                    /// <exception cref="InvalidOperationException">Always.</exception>
                    public override void step() => throw new InvalidOperationException(
                        "step() should not be used with the ReduceLROnPlateau scheduler. Use step(double, int?), instead.");

                    /// <summary>Always throws: this scheduler needs a figure.</summary>
                    /// <exception cref="InvalidOperationException">Always.</exception>
                    public override void step(int? epoch) => throw new InvalidOperationException(
                        "step(int?) should not be used with the ReduceLROnPlateau scheduler. Use step(double, int?), instead.");

                    private bool IsBetter(double current)
                    {
                        if (seeksMinimum) return current < (isRelative ? best * (1 - threshold) : best - threshold);
                        return current > (isRelative ? best * (1 + threshold) : best + threshold);
                    }

                    private void Reduce()
                    {
                        int i = 0;
                        foreach (var group in Groups)
                        {
                            double rate = Math.Max(group.LearningRate * factor, lowest[i]);
                            if (group.LearningRate - rate > eps)
                            {
                                group.LearningRate = rate;
                                if (IsVerbose) Console.WriteLine($"Epoch {LastEpoch}: reducing learning rate of group {i} to {rate:g4}.");
                            }
                            i++;
                        }
                    }
                }
            }
        }
    }
}
