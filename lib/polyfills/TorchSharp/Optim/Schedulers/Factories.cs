namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Learning-rate schedules; <c>step()</c> them after the optimizer.</summary>
        public static partial class lr_scheduler
        {
            /// <summary>Multiplies the learning rate by a factor every so many epochs.</summary>
            /// <param name="optimizer">The optimizer.</param>
            /// <param name="step_size">Number of epochs between changes.</param>
            /// <param name="gamma">The factor.</param>
            /// <param name="last_epoch">Number of the last epoch, -1 at the start of a training.</param>
            /// <param name="verbose">Whether to print each change.</param>
            public static LRScheduler StepLR(Optimizer optimizer, int step_size, double gamma = 0.1,
                int last_epoch = -1, bool verbose = false) =>
                new impl.StepLR(optimizer, step_size, gamma, last_epoch, verbose);

            /// <summary>The initial learning rate times a function of the epoch.</summary>
            /// <param name="optimizer">The optimizer.</param>
            /// <param name="lr_lambda">The factor of an epoch.</param>
            /// <param name="last_epoch">Number of the last epoch, -1 at the start of a training.</param>
            /// <param name="verbose">Whether to print each change.</param>
            public static LRScheduler LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda,
                int last_epoch = -1, bool verbose = false) =>
                new impl.LambdaLR(optimizer, lr_lambda, last_epoch, verbose);

            /// <summary>Multiplies the learning rate by a factor at given epochs.</summary>
            /// <param name="optimizer">The optimizer.</param>
            /// <param name="milestones">The epochs at which something changes.</param>
            /// <param name="gamma">The factor.</param>
            /// <param name="last_epoch">Number of the last epoch, -1 at the start of a training.</param>
            /// <param name="verbose">Whether to print each change.</param>
            public static LRScheduler MultiStepLR(Optimizer optimizer, IList<int> milestones, double gamma = 0.1,
                int last_epoch = -1, bool verbose = false) =>
                new impl.MultiStepLR(optimizer, milestones, gamma, last_epoch, verbose);

            /// <summary>From the learning rate to zero by a power of the epochs that are left.</summary>
            /// <param name="optimizer">The optimizer.</param>
            /// <param name="total_iters">Number of epochs.</param>
            /// <param name="power">The power.</param>
            /// <param name="last_epoch">Number of the last epoch, -1 at the start of a training.</param>
            /// <param name="verbose">Whether to print each change.</param>
            public static LRScheduler PolynomialLR(Optimizer optimizer, int total_iters = 5, double power = 1,
                int last_epoch = -1, bool verbose = false) =>
                new impl.PolynomialLR(optimizer, total_iters, power, last_epoch, verbose);

            /// <summary>The learning rate times a function of the epoch, each epoch.</summary>
            /// <param name="optimizer">The optimizer.</param>
            /// <param name="lr_lambda">The factor of an epoch.</param>
            /// <param name="last_epoch">Number of the last epoch, -1 at the start of a training.</param>
            /// <param name="verbose">Whether to print each change.</param>
            public static LRScheduler MultiplicativeLR(Optimizer optimizer, Func<int, double> lr_lambda,
                int last_epoch = -1, bool verbose = false) =>
                new impl.MultiplicativeLR(optimizer, lr_lambda, last_epoch, verbose);

            /// <summary>Multiplies the learning rate by a factor each epoch.</summary>
            /// <param name="optimizer">The optimizer.</param>
            /// <param name="gamma">The factor.</param>
            /// <param name="last_epoch">Number of the last epoch, -1 at the start of a training.</param>
            /// <param name="verbose">Whether to print each change.</param>
            public static LRScheduler ExponentialLR(Optimizer optimizer, double gamma = 0.1, int last_epoch = -1,
                bool verbose = false) =>
                new impl.ExponentialLR(optimizer, gamma, last_epoch, verbose);

            /// <summary>A part of the learning rate for some epochs, then all of it.</summary>
            /// <param name="optimizer">The optimizer.</param>
            /// <param name="factor">The factor.</param>
            /// <param name="total_iters">Number of epochs.</param>
            /// <param name="last_epoch">Number of the last epoch, -1 at the start of a training.</param>
            /// <param name="verbose">Whether to print each change.</param>
            public static LRScheduler ConstantLR(Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5,
                int last_epoch = -1, bool verbose = false) =>
                new impl.ConstantLR(optimizer, factor, total_iters, last_epoch, verbose);

            /// <summary>One scheduler after another.</summary>
            /// <param name="optimizer">The optimizer.</param>
            /// <param name="schedulers">The schedulers.</param>
            /// <param name="milestones">The epochs at which something changes.</param>
            /// <param name="last_epoch">Number of the last epoch, -1 at the start of a training.</param>
            public static LRScheduler SequentialLR(Optimizer optimizer, IEnumerable<LRScheduler> schedulers,
                IEnumerable<int> milestones, int last_epoch = -1) =>
                new impl.SequentialLR(optimizer, schedulers, milestones, last_epoch);

            /// <summary>From one part of the learning rate to another in a straight line.</summary>
            /// <param name="optimizer">The optimizer.</param>
            /// <param name="start_factor">The first part.</param>
            /// <param name="end_factor">The last part.</param>
            /// <param name="total_iters">Number of epochs.</param>
            /// <param name="last_epoch">Number of the last epoch, -1 at the start of a training.</param>
            /// <param name="verbose">Whether to print each change.</param>
            public static LRScheduler LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3,
                double end_factor = 1.0, int total_iters = 5, int last_epoch = -1, bool verbose = false) =>
                new impl.LinearLR(optimizer, start_factor, end_factor, total_iters, last_epoch, verbose);

            /// <summary>Several schedulers at once.</summary>
            /// <param name="schedulers">The schedulers.</param>
            public static LRScheduler ChainedLR(IEnumerable<LRScheduler> schedulers) =>
                new impl.ChainedLR(schedulers);

            /// <summary>From the learning rate to a lower one along half a cosine (arXiv 1608.03983), and up again after it.</summary>
            /// <param name="optimizer">The optimizer.</param>
            /// <param name="T_max">Number of epochs of the half cosine.</param>
            /// <param name="eta_min">The lower learning rate.</param>
            /// <param name="last_epoch">Number of the last epoch, -1 at the start of a training.</param>
            /// <param name="verbose">Whether to print each change.</param>
            public static LRScheduler CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0,
                int last_epoch = -1, bool verbose = false) =>
                new impl.CosineAnnealingLR(optimizer, T_max, eta_min, last_epoch, verbose);

            /// <summary>Multiplies the learning rate by a factor when a figure stops getting better.</summary>
            /// <param name="optimizer">The optimizer.</param>
            /// <param name="mode">Whether smaller ("min") or larger ("max") figures are better.</param>
            /// <param name="factor">The factor.</param>
            /// <param name="patience">Number of epochs without a better figure that are borne.</param>
            /// <param name="threshold">By how much a figure must be better to count.</param>
            /// <param name="threshold_mode">Whether that is a part of the best figure ("rel") or a difference ("abs").</param>
            /// <param name="cooldown">Number of epochs after a change in which nothing is counted.</param>
            /// <param name="min_lr">The least learning rate: none, one, or one for each group.</param>
            /// <param name="eps">Changes that are not larger are left out.</param>
            /// <param name="verbose">Whether to print each change.</param>
            public static LRScheduler ReduceLROnPlateau(Optimizer optimizer, string mode = "min",
                double factor = 0.1, int patience = 10, double threshold = 1e-4, string threshold_mode = "rel",
                int cooldown = 0, IList<double>? min_lr = null, double eps = 1e-8, bool verbose = false) =>
                new impl.ReduceLROnPlateau(optimizer, mode, factor, patience, threshold, threshold_mode, cooldown,
                    min_lr, eps, verbose);
        }
    }
}
