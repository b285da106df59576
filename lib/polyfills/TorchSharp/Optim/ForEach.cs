using TorchSharp.Engine;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The arithmetic of optimizer steps on lists of tensors: one operator call for all parameters of a
/// group.</summary>
internal static class ForEach
{
    private static readonly Op ScaleOp = Op.Find("aten::_foreach_mul_", "Scalar");
    private static readonly Op AddNumberOp = Op.Find("aten::_foreach_add_", "Scalar");
    private static readonly Op AddOp = Op.Find("aten::_foreach_add", "List");
    private static readonly Op AddInPlaceOp = Op.Find("aten::_foreach_add_", "List");
    private static readonly Op AddProductOp = Op.Find("aten::_foreach_addcmul_", "Scalar");
    private static readonly Op AddQuotientOp = Op.Find("aten::_foreach_addcdiv_", "Scalar");
    private static readonly Op DivideOp = Op.Find("aten::_foreach_div_", "Scalar");
    private static readonly Op SquareRootOp = Op.Find("aten::_foreach_sqrt");
    private static readonly Op NegateOp = Op.Find("aten::_foreach_neg");

    /// <summary><c>targets *= number</c></summary>
    internal static void Scale_(Tensor[] targets, double number) => ScaleOp.CallNothing(targets, number);

    /// <summary><c>targets /= number</c></summary>
    internal static void Divide_(Tensor[] targets, double number) => DivideOp.CallNothing(targets, number);

    /// <summary><c>targets += number</c></summary>
    internal static void AddNumber_(Tensor[] targets, double number) => AddNumberOp.CallNothing(targets, number);

    /// <summary><c>targets += scale · others</c></summary>
    internal static void AddScaled_(Tensor[] targets, Tensor[] others, double scale) =>
        AddInPlaceOp.CallNothing(targets, others, scale);

    /// <summary><c>left + scale · right</c></summary>
    internal static Tensor[] PlusScaled(Tensor[] left, Tensor[] right, double scale) =>
        AddOp.CallMany(left, right, scale);

    /// <summary><c>targets += scale · left · right</c></summary>
    internal static void AddProduct_(Tensor[] targets, Tensor[] left, Tensor[] right, double scale) =>
        AddProductOp.CallNothing(targets, left, right, scale);

    /// <summary><c>targets += scale · left / right</c></summary>
    internal static void AddQuotient_(Tensor[] targets, Tensor[] left, Tensor[] right, double scale) =>
        AddQuotientOp.CallNothing(targets, left, right, scale);

    /// <summary><c>√tensors</c></summary>
    internal static Tensor[] SquareRoot(Tensor[] tensors) => SquareRootOp.CallMany(new OpArgument[] { tensors });

    /// <summary><c>-tensors</c></summary>
    internal static Tensor[] Negated(Tensor[] tensors) => NegateOp.CallMany(new OpArgument[] { tensors });
}
