#if POLYFILL
using TorchSharp.Engine;
using static TorchSharp.torch;

namespace PeftWorkbook.Engine;

/// <summary>
/// The engine's kernel: the weight packed once for oneDNN, both ways round, bias and activation part of the product. Where the
/// machine has no oneDNN for a dtype or device, the engine computes with the weight as it is.
/// </summary>
internal sealed class PackedFrozenKernel : IFrozenKernel
{
    private static readonly Op s_pack = Op.Find("workbook::pack_frozen");
    private static readonly Op s_linear = Op.Find("workbook::frozen_linear");
    private static readonly Op s_lora = Op.Find("workbook::frozen_lora");

    private readonly Tensor _weight, _forward, _backward;
    private readonly Tensor? _bias;

    internal PackedFrozenKernel(Tensor weight, Tensor? bias)
    {
        using var _ = no_grad();
        (_weight, _bias) = (weight.detach().DetachFromDisposeScope(), bias?.detach().DetachFromDisposeScope());
        var packed = s_pack.CallMany(_weight);
        (_forward, _backward) = (packed[0].DetachFromDisposeScope(), packed[1].DetachFromDisposeScope());
    }

    public string Name => _forward.numel() > 0 ? "packed" : "frozen";

    public Tensor Forward(Tensor input, FrozenActivation activation) =>
        s_linear.Call(input, _weight, _forward, _backward, _bias, (long)activation);

    public Tensor ForwardLowRank(Tensor input, Tensor a, Tensor b, double scale) =>
        s_lora.Call(input, _weight, _forward, _backward, _bias, a, b, scale);

    public void Dispose()
    {
        _weight.Dispose();
        _bias?.Dispose();
        _forward.Dispose();
        _backward.Dispose();
    }
}
#endif
