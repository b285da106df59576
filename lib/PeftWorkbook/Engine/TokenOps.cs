using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;
#if POLYFILL
using TorchSharp;
using TorchSharp.Engine;
#endif

namespace PeftWorkbook.Engine;

/// <summary>
/// What a decoder does between its matrix products. For a single new token these are small, and calling five operators costs more
/// than computing them: on the workbook's engine each is one operator where its inputs are fp32 on the CPU and nothing asks for a
/// gradient. Everywhere else it is the formula in TorchSharp's own calls, with the same numbers.
/// </summary>
internal static class TokenOps
{
    /// <summary>False computes everything by the formulas: for comparing the two.</summary>
    internal static bool Fusing { get; set; } = true;

#if POLYFILL
    private const long MostRows = 4;

    private static readonly Op s_norm = Op.Find("workbook::rms_norm");
    private static readonly Op s_rotate = Op.Find("workbook::rotate");
    private static readonly Op s_gate = Op.Find("workbook::silu_times");
    private static readonly Op s_fewRows = Op.Find("workbook::few_rows");
    private static readonly Op s_step = Op.Find("workbook::attend_step");
#endif

    /// <summary>
    /// <c>x / √(mean(x²) + ε) · w</c> over the last axis (arXiv 1910.07467); the mean is taken in fp32 whatever the
    /// dtype.
    /// </summary>
    /// <param name="x"><c>[…, dim]</c>.</param>
    /// <param name="weight"><c>[dim]</c>.</param>
    /// <param name="epsilon">ε.</param>
    internal static Tensor RmsNorm(Tensor x, Tensor weight, double epsilon)
    {
#if POLYFILL
        if (Fits(x, weight))
        {
            return s_norm.Call(x, weight, epsilon);
        }
#endif
        using var scope = NewDisposeScope();
        var wide = x.to_type(ScalarType.Float32);
        var scale = (wide.square().mean([-1], keepdim: true) + epsilon).rsqrt();
        return ((wide * scale).to_type(x.dtype) * weight).MoveToOuterDisposeScope();
    }

    /// <summary>Turns element i and i + d/2 by an angle (arXiv 2104.09864).</summary>
    /// <param name="x"><c>[batch, heads, seq, d]</c>.</param>
    /// <param name="cos"><c>[batch | 1, 1, seq, d]</c>.</param>
    /// <param name="sin"><c>[batch | 1, 1, seq, d]</c>.</param>
    internal static Tensor Rotate(Tensor x, Tensor cos, Tensor sin)
    {
#if POLYFILL
        if (Fits(x, cos) && x.shape is [_, _, _, var d] && d % 2 == 0 && cos.shape is [_, 1, _, var angles] && angles == d)
        {
            return s_rotate.Call(x, cos, sin);
        }
#endif
        using var scope = NewDisposeScope();
        var half = x.shape[^1] / 2;
        var turned = cat([x.narrow(-1, half, half).neg(), x.narrow(-1, 0, half)], -1);
        return ((x * cos) + (turned * sin)).MoveToOuterDisposeScope();
    }

    /// <summary><c>gate σ(gate) · up</c> (arXiv 2002.05202).</summary>
    /// <param name="gate"><c>[…]</c>.</param>
    /// <param name="up">The same shape.</param>
    internal static Tensor SiluTimes(Tensor gate, Tensor up)
    {
#if POLYFILL
        if (Fits(gate, up))
        {
            return s_gate.Call(gate, up);
        }
#endif
        using var activated = F.silu(gate);
        return activated * up;
    }

    /// <summary><c>x Wᵀ + b</c>.</summary>
    /// <param name="x"><c>[…, in]</c>.</param>
    /// <param name="weight"><c>[out, in]</c>.</param>
    /// <param name="bias"><c>[out]</c>, or null.</param>
    internal static Tensor Linear(Tensor x, Tensor weight, Tensor? bias)
    {
#if POLYFILL
        if (x.numel() <= MostRows * weight.size(1) && Fits(x, weight) && !(is_grad_enabled() && bias is { requires_grad: true }))
        {
            return s_fewRows.Call(x, weight, bias);
        }
#endif
        return F.linear(x, weight, bias);
    }

    /// <summary>Whether <see cref="AttendStep"/> can be called for a query.</summary>
    internal static bool CanStep(Tensor query)
    {
#if POLYFILL
        return Fits(query, query);
#else
        return false;
#endif
    }

    /// <summary>
    /// Attention of one new position: turns query and key by its angles, puts key and value into the cache's room, attends over what
    /// is there. Probabilities are not kept.
    /// </summary>
    /// <param name="query"><c>[batch, 1, heads·d]</c>.</param>
    /// <param name="key"><c>[batch, 1, key heads·d]</c>.</param>
    /// <param name="value"><c>[batch, 1, key heads·d]</c>.</param>
    /// <param name="angles">Cosines and sines <c>[batch | 1, 1, 1, d]</c>.</param>
    /// <param name="room">Keys and values <c>[batch, key heads, capacity, d]</c>.</param>
    /// <param name="position">How many rows of the room are filled.</param>
    /// <param name="bias"><c>[batch | 1, 1, 1, position + 1]</c>, or null.</param>
    /// <param name="scale">Multiplies the scores.</param>
    /// <returns><c>[batch, 1, heads·d]</c>.</returns>
    /// <exception cref="PlatformNotSupportedException">Not <see cref="CanStep"/>.</exception>
    internal static Tensor AttendStep(
        Tensor query, Tensor key, Tensor value, (Tensor Cos, Tensor Sin) angles, (Tensor Keys, Tensor Values) room, long position,
        Tensor? bias, double scale)
    {
#if POLYFILL
        return s_step.Call(query, key, value, angles.Cos, angles.Sin, room.Keys, room.Values, position, bias, scale);
#else
        throw new PlatformNotSupportedException("There is no kernel for a single position here.");
#endif
    }

#if POLYFILL
    /// <summary>Whether the engine's own kernels may take a tensor: fp32, on the CPU.</summary>
    internal static bool IsPlain(Tensor t) => Fusing && t.dtype == ScalarType.Float32 && t.device_type == DeviceType.CPU;

    private static bool Fits(Tensor a, Tensor b) =>
        IsPlain(a) && IsPlain(b) && !(is_grad_enabled() && (a.requires_grad || b.requires_grad));
#endif
}
