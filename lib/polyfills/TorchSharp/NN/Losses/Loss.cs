using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>A loss of two inputs.</summary>
public abstract class Loss<T1, T2, TResult> : nn.Module<T1, T2, TResult>
{
    /// <summary>A loss with this reduction.</summary>
    /// <param name="reduction">What becomes of the losses of the elements.</param>
    public Loss(nn.Reduction reduction = nn.Reduction.Mean) : base("Loss") => this.reduction = reduction;

    /// <summary>What becomes of the losses of the elements.</summary>
    public nn.Reduction reduction { get; }
}

/// <summary>A loss of two inputs with weights.</summary>
public abstract class WeightedLoss<T1, T2, TResult> : Loss<T1, T2, TResult>
{
    /// <summary>A loss with these weights and reduction.</summary>
    /// <param name="weight">Weights, or null.</param>
    /// <param name="reduction">What becomes of the losses of the elements.</param>
    public WeightedLoss(Tensor? weight = null, nn.Reduction reduction = nn.Reduction.Mean) : base(reduction) =>
        this.weight = weight;

    /// <summary>Weights, or null.</summary>
    public Tensor? weight { get; }
}

/// <summary>A loss of three inputs.</summary>
public abstract class Loss<T1, T2, T3, TResult> : nn.Module<T1, T2, T3, TResult>
{
    /// <summary>A loss with this reduction.</summary>
    /// <param name="reduction">What becomes of the losses of the elements.</param>
    public Loss(nn.Reduction reduction = nn.Reduction.Mean) : base("Loss") => this.reduction = reduction;

    /// <summary>What becomes of the losses of the elements.</summary>
    public nn.Reduction reduction { get; }
}

/// <summary>A loss of three inputs with weights.</summary>
public abstract class WeightedLoss<T1, T2, T3, TResult> : Loss<T1, T2, T3, TResult>
{
    /// <summary>A loss with these weights and reduction.</summary>
    /// <param name="weight">Weights, or null.</param>
    /// <param name="reduction">What becomes of the losses of the elements.</param>
    public WeightedLoss(Tensor? weight = null, nn.Reduction reduction = nn.Reduction.Mean) : base(reduction) =>
        this.weight = weight;

    /// <summary>Weights, or null.</summary>
    public Tensor? weight { get; }
}

/// <summary>A loss of four inputs.</summary>
public abstract class Loss<T1, T2, T3, T4, TResult> : nn.Module<T1, T2, T3, T4, TResult>
{
    /// <summary>A loss with this reduction.</summary>
    /// <param name="reduction">What becomes of the losses of the elements.</param>
    public Loss(nn.Reduction reduction = nn.Reduction.Mean) : base("Loss") => this.reduction = reduction;

    /// <summary>What becomes of the losses of the elements.</summary>
    public nn.Reduction reduction { get; }
}

/// <summary>A loss of four inputs with weights.</summary>
public abstract class WeightedLoss<T1, T2, T3, T4, TResult> : Loss<T1, T2, T3, T4, TResult>
{
    /// <summary>A loss with these weights and reduction.</summary>
    /// <param name="weight">Weights, or null.</param>
    /// <param name="reduction">What becomes of the losses of the elements.</param>
    public WeightedLoss(Tensor? weight = null, nn.Reduction reduction = nn.Reduction.Mean) : base(reduction) =>
        this.weight = weight;

    /// <summary>Weights, or null.</summary>
    public Tensor? weight { get; }
}
