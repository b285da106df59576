using PeftWorkbook.Engine;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Models.Layers;

/// <summary>Root-mean-square normalisation (arXiv 1910.07467): <c>y = x / √(mean(x²) + ε) · w</c>, without mean or bias.</summary>
public sealed class RmsNorm : Module<Tensor, Tensor>
{
    private readonly double _epsilon;

    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    /// <summary>Makes a norm over the last axis of length <paramref name="dimension"/>, with weights of one.</summary>
    public RmsNorm(long dimension, double epsilon) : base(nameof(RmsNorm))
    {
        _epsilon = epsilon;
        WeightBudget.Take(dimension);
        _weight = new(ones(dimension));
        RegisterComponents();
    }

    /// <summary><c>[…, dim]</c> to <c>[…, dim]</c>; the mean is taken in fp32 whatever the dtype.</summary>
    public override Tensor forward(Tensor x) => Normalize(x, _weight);

    /// <summary><c>[dim]</c>.</summary>
    public Parameter Weight => _weight;

    /// <summary>The norm with weights <c>[dim]</c> that are given.</summary>
    internal Tensor Normalize(Tensor x, Tensor weight) => TokenOps.RmsNorm(x, weight, _epsilon);
}
