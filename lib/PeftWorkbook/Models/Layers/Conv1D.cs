using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Models.Layers;

/// <summary>GPT-2's linear layer: the weight lies transposed, <c>y = x W + b</c> with <c>W [in, out]</c>.</summary>
public sealed class Conv1D : Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")]
    private Parameter _weight;

    [ComponentName(Name = "bias")]
    private readonly Parameter _bias;

    /// <summary>Makes a layer with undefined values.</summary>
    public Conv1D(long inFeatures, long outFeatures) : base(nameof(Conv1D))
    {
        _weight = WeightBudget.Empty(inFeatures, outFeatures);
        _bias = WeightBudget.Empty(outFeatures);
        RegisterComponents();
    }

    /// <summary><c>[in, out]</c>.</summary>
    public Parameter Weight => _weight;

    /// <summary><c>[out]</c>.</summary>
    public Parameter Bias => _bias;

    /// <summary>Takes another parameter for its weight, <c>[in, out]</c>.</summary>
    internal void Tie(Parameter weight)
    {
        _weight = weight;
        _internal_params["weight"] = weight;
    }

    /// <summary><c>[…, in]</c> to <c>[…, out]</c>.</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return addmm(_bias, x.reshape(-1, x.shape[^1]), _weight, 1, 1)
            .view([.. x.shape[..^1], _weight.shape[1]])
            .MoveToOuterDisposeScope();
    }
}
