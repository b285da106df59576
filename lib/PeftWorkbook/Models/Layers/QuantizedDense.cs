using PeftWorkbook.Engine;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Models.Layers;

/// <summary>
/// A linear layer, <c>y = x Wᵀ + b</c>, whose weight stays in the blocks of a GGUF file. It has no parameter of that name: the
/// weight is constant, and gradients go through it to the input alone.
/// </summary>
public sealed class QuantizedDense : Module<Tensor, Tensor>
{
    [ComponentName(Name = "bias")]
    private readonly Parameter? _bias;

    /// <summary>Makes a layer; the blocks belong to it from now on.</summary>
    /// <param name="weight"><c>[out, in]</c>.</param>
    /// <param name="bias"><c>[out]</c>, or null.</param>
    public QuantizedDense(BlockWeight weight, Parameter? bias = null) : base(nameof(QuantizedDense))
    {
        (Weight, _bias) = (weight, bias);
        RegisterComponents();
    }

    /// <summary><c>[out, in]</c>.</summary>
    public BlockWeight Weight { get; }

    /// <summary><c>[out]</c>, or null.</summary>
    public Parameter? Bias => _bias;

    /// <summary>Applies the layer: <c>[…, in]</c> to <c>[…, out]</c>.</summary>
    public override Tensor forward(Tensor input) => Weight.Multiply(input, _bias);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Weight.Dispose();
        }

        base.Dispose(disposing);
    }
}
