using PeftWorkbook.Engine;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Models.Layers;

/// <summary>
/// A linear layer, <c>y = x Wᵀ + b</c>, that is made empty (a checkpoint or <see cref="Initializer"/> fills it) and that
/// can be frozen: then it computes through <see cref="FrozenLinear"/>.
/// </summary>
public sealed class Dense : Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")]
    private Parameter _weight;

    [ComponentName(Name = "bias")]
    private readonly Parameter? _bias;

    private FrozenLinear? _frozen;

    /// <summary>Makes a layer with undefined values.</summary>
    public Dense(long inFeatures, long outFeatures, bool hasBias = true)
        : this(WeightBudget.Empty(outFeatures, inFeatures), hasBias ? WeightBudget.Empty(outFeatures) : null)
    {
    }

    /// <summary>Makes a layer of given parameters, which may be another module's too (tied weights).</summary>
    /// <param name="weight"><c>[out, in]</c>.</param>
    /// <param name="bias"><c>[out]</c>, or null.</param>
    public Dense(Parameter weight, Parameter? bias = null) : base(nameof(Dense))
    {
        (_weight, _bias) = (weight, bias);
        RegisterComponents();
    }

    /// <summary><c>[out, in]</c>.</summary>
    public Parameter Weight => _weight;

    /// <summary><c>[out]</c>, or null.</summary>
    public Parameter? Bias => _bias;

    /// <summary>Whether the weights are held constant.</summary>
    public bool IsFrozen => _frozen is not null;

    /// <summary>The frozen layer; null where the weights are trained.</summary>
    public FrozenLinear? Frozen => _frozen is null ? null : Current();

    /// <summary>Applies the layer: <c>[…, in]</c> to <c>[…, out]</c>.</summary>
    public override Tensor forward(Tensor input) =>
        _frozen is null ? TokenOps.Linear(input, _weight, _bias) : Current().Forward(input);

    /// <summary>The layer with GELU on its output, in one pass where it is frozen.</summary>
    internal Tensor WithGelu(Tensor input)
    {
        if (_frozen is not null)
        {
            return Current().Forward(input, FrozenActivation.Gelu);
        }

        using var y = call(input);
        return functional.gelu(y);
    }

    /// <summary>
    /// Holds the weights constant: no gradient, and the fastest kernel. Call it again after changing the values in place,
    /// which a packed copy would not show.
    /// </summary>
    public void Freeze()
    {
        Thaw();
        _weight.requires_grad = false;
        if (_bias is not null)
        {
            _bias.requires_grad = false;
        }

        _frozen = new(_weight, _bias);
    }

    /// <summary>Ends <see cref="Freeze"/>; what requires a gradient stays as it is.</summary>
    public void Thaw()
    {
        _frozen?.Dispose();
        _frozen = null;
    }

    /// <summary>Shares another module's weight, as a language model's head shares the embedding's.</summary>
    internal void Tie(Parameter weight)
    {
        _weight = weight;
        _internal_params["weight"] = weight;
    }

    /// <summary>Makes a frozen kernel of its own, after another layer's fields have been copied into this one.</summary>
    internal void Refreeze() => _frozen = _frozen is null ? null : new(_weight, _bias);

    private FrozenLinear Current()
    {
        if (!_frozen!.Holds(_weight))
        {
            Freeze();   // the parameters have moved to another device or dtype
        }

        return _frozen;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Thaw();
        }

        base.Dispose(disposing);
    }
}
