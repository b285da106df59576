using PeftWorkbook.Hub;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;
#if POLYFILL
using TorchSharp;
using TorchSharp.Engine;
#endif

namespace PeftWorkbook.Engine;

/// <summary>
/// A weight matrix that stays in GGUF's blocks of 32: 4 or 8 bits an element and a half-precision scale. On the workbook's engine
/// a few rows are multiplied with the codes as they are read; everywhere else, and where a gradient is asked for, the weight is
/// widened to fp32 for the call. Activations are not rounded, so both compute what the widened weight computes.
/// </summary>
public sealed class BlockWeight : IDisposable
{
    private const int BlockSize = 32;

#if POLYFILL
    private static readonly Op s_linear = Op.Find("workbook::quantized_linear");
    private static readonly Op s_dequantize = Op.Find("workbook::dequantize");
#endif

    private Tensor _blocks;

    /// <summary>Takes the blocks over.</summary>
    /// <param name="blocks">Bytes <c>[rows, bytes of a row]</c>, uint8.</param>
    /// <param name="type">The blocks' type, one that <see cref="Computes"/>.</param>
    /// <exception cref="ArgumentException">The type is not computed with, or a row is not made of whole blocks.</exception>
    public BlockWeight(Tensor blocks, GgufType type)
    {
        var width = blocks.shape is [_, var bytes] && Computes(type) ? bytes : -1;
        if (width < 0 || width % type.Block().Bytes != 0)
        {
            throw new ArgumentException(
                $"Blocks of type {type} and shape [{string.Join(", ", blocks.shape)}] are no matrix to compute with.");
        }

        (_blocks, Type) = (blocks.DetachFromDisposeScope(), type);
        (Rows, Columns) = (blocks.shape[0], width / type.Block().Bytes * BlockSize);
    }

    /// <summary>False widens the weight for every call: for comparing the two.</summary>
    public static bool Fusing { get; set; } = true;

    /// <summary>The blocks' type.</summary>
    public GgufType Type { get; }

    /// <summary>The width of the output.</summary>
    public long Rows { get; }

    /// <summary>The width of the input.</summary>
    public long Columns { get; }

    /// <summary>The bytes that the blocks take.</summary>
    public long Bytes => _blocks.numel();

    /// <summary>Whether blocks of a type are computed with: Q4_0, Q4_1 and Q8_0.</summary>
    public static bool Computes(GgufType type) => type is GgufType.Q4_0 or GgufType.Q4_1 or GgufType.Q8_0;

    /// <summary><c>x Wᵀ + b</c>, differentiable in x.</summary>
    /// <param name="x"><c>[…, columns]</c>.</param>
    /// <param name="bias"><c>[rows]</c>, or null.</param>
    /// <returns><c>[…, rows]</c>, of the input's dtype.</returns>
    public Tensor Multiply(Tensor x, Tensor? bias = null)
    {
        Follow(x);
#if POLYFILL
        if (Fuses(x) && !(is_grad_enabled() && (x.requires_grad || bias is { requires_grad: true })))
        {
            return s_linear.Call(x, _blocks, (long)Type, bias);
        }
#endif
        using var scope = NewDisposeScope();
        return F.linear(x, Dequantize().to_type(x.dtype), bias).MoveToOuterDisposeScope();
    }

    /// <summary>The weight as fp32 <c>[rows, columns]</c>.</summary>
    public Tensor Dequantize() => Widen(_blocks);

    /// <summary>Some rows as fp32: ids <c>[n]</c>, int64, to <c>[n, columns]</c>.</summary>
    public Tensor RowsOf(Tensor ids)
    {
        Follow(ids);
        using var picked = _blocks.index_select(0, ids);
        return Widen(picked);
    }

    /// <inheritdoc/>
    public void Dispose() => _blocks.Dispose();

    private Tensor Widen(Tensor blocks)
    {
#if POLYFILL
        if (Fusing && blocks.device_type == DeviceType.CPU)
        {
            return s_dequantize.Call(blocks, (long)Type);
        }
#endif
        return PlainBlocks.Dequantize(blocks, Type);
    }

    // The blocks live where the inputs do.
    private void Follow(Tensor input)
    {
        if (_blocks.device_type != input.device_type)
        {
            var old = _blocks;
            _blocks = old.to(input.device).DetachFromDisposeScope();
            old.Dispose();
        }
    }

#if POLYFILL
    private static bool Fuses(Tensor x) => Fusing && x.device_type == DeviceType.CPU && x.dtype == ScalarType.Float32;
#endif
}
