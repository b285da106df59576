namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>Learning rate up and then far down, momentum down and up, once (arXiv 1708.07120).</summary>
            /// <param name="optimizer">The optimizer.</param>
            /// <param name="max_lr">Upper bound of the learning rate.</param>
            /// <param name="total_steps">Number of steps; or give the next two.</param>
            /// <param name="epochs">Number of epochs.</param>
            /// <param name="steps_per_epoch">Number of steps in an epoch.</param>
            /// <param name="pct_start">Part of the steps on the way up.</param>
            /// <param name="anneal_strategy">The way from one value to another.</param>
            /// <param name="cycle_momentum">Whether the momentum moves too.</param>
            /// <param name="base_momentum">Lower bound of the momentum.</param>
            /// <param name="max_momentum">Upper bound of the momentum.</param>
            /// <param name="div_factor">Upper bound over the first learning rate.</param>
            /// <param name="final_div_factor">First learning rate over the last.</param>
            /// <param name="three_phase">Whether the way down stops at the first learning rate on its way.</param>
            /// <param name="last_epoch">Number of the last epoch, -1 at the start of a training.</param>
            /// <param name="verbose">Whether to print each change.</param>
            public static LRScheduler OneCycleLR(Optimizer optimizer, double max_lr, int total_steps = -1,
                int epochs = -1, int steps_per_epoch = -1, double pct_start = 0.3,
                impl.OneCycleLR.AnnealStrategy anneal_strategy = impl.OneCycleLR.AnnealStrategy.Cos,
                bool cycle_momentum = true, double base_momentum = 0.85, double max_momentum = 0.95,
                double div_factor = 25, double final_div_factor = 1e4, bool three_phase = false,
                int last_epoch = -1, bool verbose = false) =>
                new impl.OneCycleLR(optimizer, max_lr, total_steps, epochs, steps_per_epoch, pct_start,
                    anneal_strategy, cycle_momentum, base_momentum, max_momentum, div_factor, final_div_factor,
                    three_phase, last_epoch, verbose);

            /// <summary>Learning rate up and then far down, momentum down and up, once (arXiv 1708.07120).</summary>
            /// <param name="optimizer">The optimizer.</param>
            /// <param name="max_lr">Upper bound of the learning rate.</param>
            /// <param name="total_steps">Number of steps; or give the next two.</param>
            /// <param name="epochs">Number of epochs.</param>
            /// <param name="steps_per_epoch">Number of steps in an epoch.</param>
            /// <param name="pct_start">Part of the steps on the way up.</param>
            /// <param name="anneal_strategy">The way from one value to another.</param>
            /// <param name="cycle_momentum">Whether the momentum moves too.</param>
            /// <param name="base_momentum">Lower bound of the momentum.</param>
            /// <param name="max_momentum">Upper bound of the momentum.</param>
            /// <param name="div_factor">Upper bound over the first learning rate.</param>
            /// <param name="final_div_factor">First learning rate over the last.</param>
            /// <param name="three_phase">Whether the way down stops at the first learning rate on its way.</param>
            /// <param name="last_epoch">Number of the last epoch, -1 at the start of a training.</param>
            /// <param name="verbose">Whether to print each change.</param>
            public static LRScheduler OneCycleLR(Optimizer optimizer, IEnumerable<double> max_lr,
                int total_steps = -1, int epochs = -1, int steps_per_epoch = -1, double pct_start = 0.3,
                impl.OneCycleLR.AnnealStrategy anneal_strategy = impl.OneCycleLR.AnnealStrategy.Cos,
                bool cycle_momentum = true, IEnumerable<double>? base_momentum = null,
                IEnumerable<double>? max_momentum = null, double div_factor = 25, double final_div_factor = 1e4,
                bool three_phase = false, int last_epoch = -1, bool verbose = false) =>
                new impl.OneCycleLR(optimizer, max_lr, total_steps, epochs, steps_per_epoch, pct_start,
                    anneal_strategy, cycle_momentum, base_momentum, max_momentum, div_factor, final_div_factor,
                    three_phase, last_epoch, verbose);

            /// <summary>Learning rate (and momentum) up and down between two bounds, again and again (arXiv 1506.01186).</summary>
            /// <param name="optimizer">The optimizer.</param>
            /// <param name="base_lr">Lower bound of the learning rate.</param>
            /// <param name="max_lr">Upper bound of the learning rate.</param>
            /// <param name="step_size_up">Steps on the way up.</param>
            /// <param name="step_size_down">Steps on the way down; -1 for as many.</param>
            /// <param name="mode">How the height of the swings changes.</param>
            /// <param name="gamma">The factor.</param>
            /// <param name="scale_fn">Height of the swings by cycle or step; replaces the mode.</param>
            /// <param name="scale_mode">What that function is given.</param>
            /// <param name="cycle_momentum">Whether the momentum moves too.</param>
            /// <param name="base_momentum">Lower bound of the momentum.</param>
            /// <param name="max_momentum">Upper bound of the momentum.</param>
            /// <param name="last_epoch">Number of the last epoch, -1 at the start of a training.</param>
            /// <param name="verbose">Whether to print each change.</param>
            public static LRScheduler CyclicLR(Optimizer optimizer, double base_lr, double max_lr,
                int step_size_up = 2000, int step_size_down = -1,
                impl.CyclicLR.Mode mode = impl.CyclicLR.Mode.Triangular, double gamma = 1.0,
                Func<double, double>? scale_fn = null,
                impl.CyclicLR.ScaleMode scale_mode = impl.CyclicLR.ScaleMode.Cycle, bool cycle_momentum = true,
                double base_momentum = 0.8, double max_momentum = 0.9, int last_epoch = -1, bool verbose = false) =>
                new impl.CyclicLR(optimizer, base_lr, max_lr, step_size_up, step_size_down, mode, gamma, scale_fn,
                    scale_mode, cycle_momentum, base_momentum, max_momentum, last_epoch, verbose);

            /// <summary>Learning rate (and momentum) up and down between two bounds, again and again (arXiv 1506.01186).</summary>
            /// <param name="optimizer">The optimizer.</param>
            /// <param name="base_lr">Lower bound of the learning rate.</param>
            /// <param name="max_lr">Upper bound of the learning rate.</param>
            /// <param name="step_size_up">Steps on the way up.</param>
            /// <param name="step_size_down">Steps on the way down; -1 for as many.</param>
            /// <param name="mode">How the height of the swings changes.</param>
            /// <param name="gamma">The factor.</param>
            /// <param name="scale_fn">Height of the swings by cycle or step; replaces the mode.</param>
            /// <param name="scale_mode">What that function is given.</param>
            /// <param name="cycle_momentum">Whether the momentum moves too.</param>
            /// <param name="base_momentum">Lower bound of the momentum.</param>
            /// <param name="max_momentum">Upper bound of the momentum.</param>
            /// <param name="last_epoch">Number of the last epoch, -1 at the start of a training.</param>
            /// <param name="verbose">Whether to print each change.</param>
            public static LRScheduler CyclicLR(Optimizer optimizer, IEnumerable<double> base_lr,
                IEnumerable<double> max_lr, int step_size_up = 2000, int step_size_down = -1,
                impl.CyclicLR.Mode mode = impl.CyclicLR.Mode.Triangular, double gamma = 1.0,
                Func<double, double>? scale_fn = null,
                impl.CyclicLR.ScaleMode scale_mode = impl.CyclicLR.ScaleMode.Cycle, bool cycle_momentum = true,
                IEnumerable<double>? base_momentum = null, IEnumerable<double>? max_momentum = null,
                int last_epoch = -1, bool verbose = false) =>
                new impl.CyclicLR(optimizer, base_lr, max_lr, step_size_up, step_size_down, mode, gamma, scale_fn,
                    scale_mode, cycle_momentum, base_momentum, max_momentum, last_epoch, verbose);
        }
    }
}
