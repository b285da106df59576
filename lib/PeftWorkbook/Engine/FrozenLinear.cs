using static TorchSharp.torch;

namespace PeftWorkbook.Engine;

/// <summary>What a frozen layer may apply to its output in the same pass over memory.</summary>
public enum FrozenActivation
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>GELU, exact: <c>x Φ(x)</c>.</summary>
    Gelu = 1,
}

/// <summary>
/// A linear layer whose weights do not change: <c>y = act(x Wᵀ + b)</c> with a forward pass and an input gradient, and no
/// weight gradient. It is what a layer under an adapter is, and being constant it may be laid out once for the
/// fastest matrix product of the machine. Two kernels compute the same numbers: <see cref="PlainFrozenKernel"/> in
/// TorchSharp's own calls, and, on the workbook's engine, one with packed weights.
/// <para>The kernel is chosen by the first long input: a single row is bound by reading the weights, not by arithmetic,
/// and packing them would only cost memory.</para>
/// </summary>
public sealed class FrozenLinear : IDisposable
{
    /// <summary>Inputs of fewer rows than this do not pay for packing.</summary>
    private const long RowsWorthPacking = 32;

    [ThreadStatic]
    private static int s_secondDerivatives;

    private readonly Tensor _weight;
    private readonly Tensor? _bias;
    private readonly PlainFrozenKernel _plain;
    private IFrozenKernel? _packed;

    /// <summary>Takes weights that stay as they are for the life of this object; it does not own them.</summary>
    /// <param name="weight"><c>[out, in]</c>.</param>
    /// <param name="bias"><c>[out]</c>, or null.</param>
    public FrozenLinear(Tensor weight, Tensor? bias)
    {
        (_weight, _bias) = (weight, bias);
        _plain = new(weight, bias);
    }

    /// <summary>False makes every frozen layer use the plain kernel: for comparing the two.</summary>
    public static bool Packing { get; set; } = true;

    /// <summary>
    /// Lets frozen layers on this thread use the plain kernel until the result is disposed: the packed one's gradient cannot be
    /// differentiated again.
    /// </summary>
    public static IDisposable ForSecondDerivatives() => new SecondDerivatives();

    /// <summary>The kernel of the last long input: <c>plain</c>, or the packed one's name.</summary>
    public string Kernel => Packing && _packed is not null ? _packed.Name : _plain.Name;

    /// <summary>Whether these are the weights it was made of.</summary>
    internal bool Holds(Tensor weight) => ReferenceEquals(_weight, weight);

    /// <summary>Applies the layer.</summary>
    /// <param name="input"><c>[…, in]</c>, of the weights' dtype and device.</param>
    /// <param name="activation">What is applied to the result.</param>
    /// <returns><c>[…, out]</c>.</returns>
    public Tensor Forward(Tensor input, FrozenActivation activation = FrozenActivation.None) =>
        Choose(input).Forward(input, activation);

    /// <summary>Applies the layer with a low-rank update beside it: <c>x Wᵀ + b + s (x Aᵀ) Bᵀ</c>, differentiable in x, A and B.</summary>
    /// <param name="input"><c>[…, in]</c>.</param>
    /// <param name="a"><c>[r, in]</c>.</param>
    /// <param name="b"><c>[out, r]</c>.</param>
    /// <param name="scale">s.</param>
    /// <returns><c>[…, out]</c>.</returns>
    public Tensor ForwardLowRank(Tensor input, Tensor a, Tensor b, double scale) =>
        Choose(input).ForwardLowRank(input, a, b, scale);

    /// <inheritdoc/>
    public void Dispose() => _packed?.Dispose();

    private IFrozenKernel Choose(Tensor input) =>
        !Packing || s_secondDerivatives > 0 || input.numel() < RowsWorthPacking * _weight.shape[1] ? _plain : _packed ??= Pack();

    private sealed class SecondDerivatives : IDisposable
    {
        private bool _isOver;

        internal SecondDerivatives() => s_secondDerivatives++;

        public void Dispose()
        {
            s_secondDerivatives -= _isOver ? 0 : 1;
            _isOver = true;
        }
    }

    private IFrozenKernel Pack()
    {
#if POLYFILL
        return new PackedFrozenKernel(_weight, _bias);
#else
        return _plain;
#endif
    }
}

/// <summary>Computes a frozen linear layer.</summary>
internal interface IFrozenKernel : IDisposable
{
    /// <summary>What the kernel is called in reports.</summary>
    string Name { get; }

    /// <summary><c>[…, in]</c> to <c>[…, out]</c>, differentiable in its input.</summary>
    Tensor Forward(Tensor input, FrozenActivation activation);

    /// <summary>The layer with <c>s (x Aᵀ) Bᵀ</c> added, differentiable in x, A and B.</summary>
    Tensor ForwardLowRank(Tensor input, Tensor a, Tensor b, double scale);
}

/// <summary>The kernel of official API calls alone.</summary>
internal sealed class PlainFrozenKernel(Tensor weight, Tensor? bias) : IFrozenKernel
{
    public string Name => "plain";

    public Tensor Forward(Tensor input, FrozenActivation activation)
    {
        var y = TokenOps.Linear(input, weight, bias);
        if (activation == FrozenActivation.None)
        {
            return y;
        }

        using (y)
        {
            return nn.functional.gelu(y);
        }
    }

    public Tensor ForwardLowRank(Tensor input, Tensor a, Tensor b, double scale)
    {
        using var scope = NewDisposeScope();
        var y = nn.functional.linear(input, weight, bias);
        return LowRank.Add(y, input, a, b, scale).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
    }
}
