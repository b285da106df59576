namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Learning rate (and momentum) up and down between two bounds, again and again (arXiv 1506.01186).</summary>
                /// <remarks>As in TorchSharp 0.107.0, the momentum swings above its upper bound rather than below, and
                /// <see cref="Mode.ExpRange"/> counts cycles.</remarks>
                public class CyclicLR : LRScheduler
                {
                    private readonly double period;
                    private readonly double risingPart;
                    private readonly List<double> upperRates;
                    private readonly Func<double, double> scale;
                    private readonly ScaleMode scaleMode;
                    private readonly List<double>? lowerMomenta;
                    private readonly List<double>? upperMomenta;

                    /// <summary>How the height of the swings changes.</summary>
                    public enum Mode
                    {
                        /// <summary>Not at all.</summary>
                        Triangular,

                        /// <summary>Halved with each cycle.</summary>
                        Triangular2,

                        /// <summary>Multiplied by gamma with each cycle.</summary>
                        ExpRange,
                    }

                    /// <summary>What a scaling function is given.</summary>
                    public enum ScaleMode
                    {
                        /// <summary>The number of the cycle, from 1.</summary>
                        Cycle,

                        /// <summary>The number of the step, from 0.</summary>
                        Iterations,
                    }

                    /// <summary>The same bounds for all groups; the factory <see cref="lr_scheduler"/> explains the arguments.</summary>
                    public CyclicLR(Optimizer optimizer, double base_lr, double max_lr, int step_size_up = 2000,
                        int step_size_down = -1, Mode mode = Mode.Triangular, double gamma = 1.0,
                        Func<double, double>? scale_fn = null, ScaleMode scale_mode = ScaleMode.Cycle, bool cycle_momentum = true,
                        double base_momentum = 0.8, double max_momentum = 0.9, int last_epoch = -1, bool verbose = false)
                        : this(optimizer, optimizer.ParamGroups.Select(_ => base_lr), optimizer.ParamGroups.Select(_ => max_lr),
                            step_size_up, step_size_down, mode, gamma, scale_fn, scale_mode, cycle_momentum,
                            optimizer.ParamGroups.Select(_ => base_momentum), optimizer.ParamGroups.Select(_ => max_momentum),
                            last_epoch, verbose)
                    {
                    }

                    /// <summary>Bounds for each group; the factory <see cref="lr_scheduler"/> explains the arguments.</summary>
                    public CyclicLR(Optimizer optimizer, IEnumerable<double> base_lr, IEnumerable<double> max_lr,
                        int step_size_up = 2000, int step_size_down = -1, Mode mode = Mode.Triangular, double gamma = 1.0,
                        Func<double, double>? scale_fn = null, ScaleMode scale_mode = ScaleMode.Cycle, bool cycle_momentum = true,
                        IEnumerable<double>? base_momentum = null, IEnumerable<double>? max_momentum = null, int last_epoch = -1,
                        bool verbose = false) : base(optimizer, last_epoch, verbose)
                    {
                        period = step_size_up + (step_size_down == -1 ? step_size_up : step_size_down);
                        risingPart = step_size_up / period;
                        (BaseRates, upperRates) = (base_lr.ToList(), max_lr.ToList());
                        scale = scale_fn ?? ScaleOf(mode, gamma);
                        scaleMode = scale_fn is null ? ScaleMode.Cycle : scale_mode;
                        if (cycle_momentum)
                        {
                            if (optimizer is not IMomentum)
                                throw new ArgumentException("optimizer must support momentum with `cycle_momentum` option enabled");
                            lowerMomenta = (base_momentum ?? Groups.Select(_ => 0.8)).ToList();
                            upperMomenta = (max_momentum ?? Groups.Select(_ => 0.9)).ToList();
                        }
                        if (last_epoch == -1) Begin();
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr()
                    {
                        double cycle = Math.Floor(1.0 + LastEpoch / period);
                        double position = 1.0 + LastEpoch / period - cycle;
                        double height = position <= risingPart ? position / risingPart : (position - 1) / (risingPart - 1);
                        double factor = height * scale(scaleMode == ScaleMode.Cycle ? cycle : LastEpoch);
                        return Groups.Select((group, i) =>
                        {
                            if (upperMomenta is not null)
                                ((IMomentum)group).Momentum = upperMomenta[i] + (upperMomenta[i] - lowerMomenta![i]) * factor;
                            return BaseRates[i] + (upperRates[i] - BaseRates[i]) * factor;
                        });
                    }

                    private void Begin()
                    {
                        int i = 0;
                        foreach (var group in Groups)
                        {
                            group.LearningRate = BaseRates[i];
                            if (lowerMomenta is not null) ((IMomentum)group).Momentum = lowerMomenta[i];
                            i++;
                        }
                    }

                    private static Func<double, double> ScaleOf(Mode mode, double gamma) => mode switch
                    {
                        Mode.Triangular2 => cycle => 1.0 / Math.Pow(2, cycle - 1),
                        Mode.ExpRange => cycle => Math.Pow(gamma, cycle),
                        _ => _ => 1.0,
                    };
                }
            }
        }
    }
}
