using TorchSharp.Engine;

namespace TorchSharp;

public static partial class torch
{
    private static readonly Op ScalarTensor = Op.Find("aten::scalar_tensor");

    /// <summary>A number as a tensor that promotes with another as the number itself would.</summary>
    internal static Tensor scalar_tensor(Scalar value, Tensor like)
    {
        ScalarType type = like.dtype;
        bool keep = is_complex(type) || (is_floating_point(type) && !is_complex(value.Type))
            || (is_integral(type) && value.IsIntegral && type != ScalarType.Bool);
        return ScalarTensor.Call(
            value, keep ? type : is_floating_point(value.Type) ? get_default_dtype() : value.Type, OpArgument.None,
            like.device);
    }

    private static string? Rounding(RoundingMode mode) => mode switch
    {
        RoundingMode.None => null,
        RoundingMode.trunc => "trunc",
        RoundingMode.floor => "floor",
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "a rounding mode is None, trunc or floor"),
    };

    private static Tensor As(Tensor tensor, ScalarType? type)
    {
        if (type is not { } wanted || wanted == tensor.dtype)
        {
            return tensor;
        }

        using (tensor)
        {
            return tensor.to_type(wanted);
        }
    }
}
