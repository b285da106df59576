using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Squared differences.</summary>
public sealed class MSELoss : Loss<Tensor, Tensor, Tensor>
{
    /// <summary>Squared differences.</summary>
    public MSELoss(nn.Reduction reduction = nn.Reduction.Mean) : base(reduction)
    {
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor target) =>
        nn.functional.mse_loss(input, target, reduction);
}

/// <summary>Absolute differences.</summary>
public sealed class L1Loss : Loss<Tensor, Tensor, Tensor>
{
    /// <summary>Absolute differences.</summary>
    public L1Loss(nn.Reduction reduction = nn.Reduction.Mean) : base(reduction)
    {
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor target) =>
        nn.functional.l1_loss(input, target, reduction);
}

/// <summary>Half the squared difference up to δ, linear beyond.</summary>
public sealed class HuberLoss : Loss<Tensor, Tensor, Tensor>
{
    /// <summary>Half the squared difference up to δ, linear beyond.</summary>
    public HuberLoss(double delta = 1.0, nn.Reduction reduction = nn.Reduction.Mean) : base(reduction) =>
        this.delta = delta;

    /// <summary>Where the loss becomes linear.</summary>
    public double delta { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor target) =>
        nn.functional.huber_loss(input, target, delta, reduction);
}

/// <summary>The Huber loss divided by β.</summary>
public sealed class SmoothL1Loss : Loss<Tensor, Tensor, Tensor>
{
    /// <summary>The Huber loss divided by β.</summary>
    public SmoothL1Loss(nn.Reduction reduction = nn.Reduction.Mean, double beta = 1.0) : base(reduction) =>
        this.beta = beta;

    /// <summary>Where the loss becomes linear.</summary>
    public double beta { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor target) =>
        nn.functional.smooth_l1_loss(input, target, reduction, beta);
}

/// <summary>Kullback-Leibler divergence of the target from the prediction.</summary>
public sealed class KLDivLoss : Loss<Tensor, Tensor, Tensor>
{
    /// <summary>Kullback-Leibler divergence of the target from the prediction.</summary>
    public KLDivLoss(bool log_target = true, nn.Reduction reduction = nn.Reduction.Mean) : base(reduction) =>
        this.log_target = log_target;

    /// <summary>Whether the target holds log probabilities (the default here, not in PyTorch).</summary>
    public bool log_target { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor target) =>
        nn.functional.kl_div(input, target, log_target, reduction);
}

/// <summary>Negative log likelihood of counts under a Poisson distribution.</summary>
public sealed class PoissonNLLLoss : Loss<Tensor, Tensor, Tensor>
{
    /// <summary>Negative log likelihood of counts under a Poisson distribution.</summary>
    public PoissonNLLLoss(bool log_input = true, bool full = false, float eps = 1e-8f,
        nn.Reduction reduction = nn.Reduction.Mean) : base(reduction) =>
        (this.log_input, this.full, this.eps) = (log_input, full, eps);

    /// <summary>Whether the input holds logarithms.</summary>
    public bool log_input { get; }

    /// <summary>Whether to add Stirling's term.</summary>
    public bool full { get; }

    /// <summary>Keeps the logarithm finite.</summary>
    public float eps { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor target) =>
        nn.functional.poisson_nll_loss(input, target, log_input, full, eps, reduction);
}
