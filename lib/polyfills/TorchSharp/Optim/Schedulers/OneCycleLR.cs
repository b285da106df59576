namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Learning rate up and then far down, momentum down and up, once (arXiv 1708.07120).</summary>
                /// <remarks>As in TorchSharp 0.107.0, the group whose position is the number of phases less one stays in the first phase.
                /// </remarks>
                public class OneCycleLR : LRScheduler
                {
                    private readonly record struct Phase(
                        double End, List<double> FromRate, List<double> ToRate, List<double> FromMomentum, List<double> ToMomentum);

                    private readonly int totalSteps;
                    private readonly bool cyclesMomentum;
                    private readonly AnnealStrategy strategy;
                    private readonly Phase[] phases;

                    /// <summary>The way from one value to another.</summary>
                    public enum AnnealStrategy
                    {
                        /// <summary>Half a cosine.</summary>
                        Cos,

                        /// <summary>A straight line.</summary>
                        Linear,
                    }

                    /// <summary>The same values for all groups; the factory <see cref="lr_scheduler"/> explains the arguments.</summary>
                    public OneCycleLR(Optimizer optimizer, double max_lr, int total_steps = -1, int epochs = -1,
                        int steps_per_epoch = -1, double pct_start = 0.3, AnnealStrategy anneal_strategy = AnnealStrategy.Cos,
                        bool cycle_momentum = true, double base_momentum = 0.85, double max_momentum = 0.95, double div_factor = 25,
                        double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1, bool verbose = false)
                        : this(optimizer, optimizer.ParamGroups.Select(_ => max_lr), total_steps, epochs, steps_per_epoch, pct_start,
                            anneal_strategy, cycle_momentum, optimizer.ParamGroups.Select(_ => base_momentum),
                            optimizer.ParamGroups.Select(_ => max_momentum), div_factor, final_div_factor, three_phase, last_epoch,
                            verbose)
                    {
                    }

                    /// <summary>Values for each group; the factory <see cref="lr_scheduler"/> explains the arguments.</summary>
                    public OneCycleLR(Optimizer optimizer, IEnumerable<double> max_lr, int total_steps = -1, int epochs = -1,
                        int steps_per_epoch = -1, double pct_start = 0.3, AnnealStrategy anneal_strategy = AnnealStrategy.Cos,
                        bool cycle_momentum = true, IEnumerable<double>? base_momentum = null,
                        IEnumerable<double>? max_momentum = null, double div_factor = 25, double final_div_factor = 1e4,
                        bool three_phase = false, int last_epoch = -1, bool verbose = false) : base(optimizer, last_epoch, verbose)
                    {
                        if (cycle_momentum && optimizer is not (IMomentum or IBetas))
                            throw new ArgumentException("optimizer must support momentum with `cycle_momentum` option enabled");
                        if (pct_start is < 0 or > 1)
                            throw new ArgumentException($"Expected float between 0 and 1 for pct_start, but got {pct_start}");
                        totalSteps = StepsOf(total_steps, epochs, steps_per_epoch);
                        (cyclesMomentum, strategy) = (cycle_momentum, anneal_strategy);
                        var highest = max_lr.ToList();
                        var initial = highest.ConvertAll(rate => rate / div_factor);
                        var lowest = initial.ConvertAll(rate => rate / final_div_factor);
                        var lowMomentum = (base_momentum ?? Groups.Select(_ => 0.85)).ToList();
                        var highMomentum = (max_momentum ?? Groups.Select(_ => 0.95)).ToList();
                        double peak = pct_start * totalSteps - 1;
                        phases = three_phase
                            ? [new(peak, initial, highest, highMomentum, lowMomentum),
                                new(2 * pct_start * totalSteps - 2, highest, initial, lowMomentum, highMomentum),
                                new(totalSteps - 1, initial, lowest, highMomentum, highMomentum)]
                            : [new(peak, initial, highest, highMomentum, lowMomentum),
                                new(totalSteps - 1, highest, lowest, lowMomentum, highMomentum)];
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr()
                    {
                        if (LastEpoch > totalSteps)
                        {
                            throw new InvalidOperationException(
                                $"Tried to step {LastEpoch + 1} times. The specified number of total steps is {totalSteps}");
                        }
                        return Groups.Select((group, i) =>
                        {
                            var (rate, momentum) = ValuesOf(i);
                            if (cyclesMomentum) SetMomentum(group, momentum);
                            return rate;
                        });
                    }

                    private (double Rate, double Momentum) ValuesOf(int group)
                    {
                        double begin = 0;
                        foreach (var phase in phases)
                        {
                            if (LastEpoch <= phase.End || group == phases.Length - 1)
                            {
                                double part = (LastEpoch - begin) / (phase.End - begin);
                                return (Anneal(phase.FromRate[group], phase.ToRate[group], part),
                                    Anneal(phase.FromMomentum[group], phase.ToMomentum[group], part));
                            }
                            begin = phase.End;
                        }
                        return (0, 0);
                    }

                    private double Anneal(double from, double to, double part) => strategy == AnnealStrategy.Cos
                        ? to + (from - to) / 2.0 * (Math.Cos(Math.PI * part) + 1)
                        : (to - from) * part + from;

                    private static void SetMomentum(ILearningRateController group, double momentum)
                    {
                        if (group is IBetas betas) betas.Betas = (momentum, betas.Betas.Item2);
                        else if (group is IMomentum plain) plain.Momentum = momentum;
                    }

                    private static int StepsOf(int total, int epochs, int perEpoch)
                    {
                        if (total == -1 && epochs == -1 && perEpoch == -1)
                            throw new ArgumentException("You must define either total_steps OR (epochs AND steps_per_epoch)");
                        if (total == -1) return Positive(epochs, "epochs") * Positive(perEpoch, "steps_per_epoch");
                        return Positive(total, "total_steps");
                    }

                    private static int Positive(int value, string name) =>
                        value > 0 ? value : throw new ArgumentException($"Expected positive integer {name}, but got {value}");
                }
            }
        }
    }
}
