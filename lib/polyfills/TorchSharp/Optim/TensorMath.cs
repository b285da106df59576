using TorchSharp.Engine;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The arithmetic of optimizer steps, in place wherever the name ends in an underscore.</summary>
internal static class TensorMath
{
    private static readonly Op AddScaledOp = Op.Find("aten::add_", "Tensor");
    private static readonly Op AddNumberOp = Op.Find("aten::add_", "Scalar");
    private static readonly Op MultiplyOp = Op.Find("aten::mul_", "Scalar");
    private static readonly Op MultiplyTensorOp = Op.Find("aten::mul_", "Tensor");
    private static readonly Op DivideTensorOp = Op.Find("aten::div_", "Tensor");
    private static readonly Op AddProductOp = Op.Find("aten::addcmul_");
    private static readonly Op AddQuotientOp = Op.Find("aten::addcdiv_");
    private static readonly Op SquareRootOp = Op.Find("aten::sqrt_");
    private static readonly Op AddOp = Op.Find("aten::add", "Tensor");
    private static readonly Op MaximumOp = Op.Find("aten::maximum");
    private static readonly Op NegateOp = Op.Find("aten::neg");

    /// <summary><c>target += scale · other</c></summary>
    internal static Tensor AddScaled_(this Tensor target, Tensor other, double scale = 1)
    {
        AddScaledOp.CallNothing(target, other, scale);
        return target;
    }

    /// <summary><c>target += number</c></summary>
    internal static Tensor AddNumber_(this Tensor target, double number)
    {
        AddNumberOp.CallNothing(target, number);
        return target;
    }

    /// <summary><c>target *= number</c></summary>
    internal static Tensor Scale_(this Tensor target, double number)
    {
        MultiplyOp.CallNothing(target, number);
        return target;
    }

    /// <summary><c>target *= other</c></summary>
    internal static Tensor Multiply_(this Tensor target, Tensor other)
    {
        MultiplyTensorOp.CallNothing(target, other);
        return target;
    }

    /// <summary><c>target /= other</c></summary>
    internal static Tensor Divide_(this Tensor target, Tensor other)
    {
        DivideTensorOp.CallNothing(target, other);
        return target;
    }

    /// <summary><c>target += scale · left · right</c></summary>
    internal static Tensor AddProduct_(this Tensor target, Tensor left, Tensor right, double scale)
    {
        AddProductOp.CallNothing(target, left, right, scale);
        return target;
    }

    /// <summary><c>target += scale · left / right</c></summary>
    internal static Tensor AddQuotient_(this Tensor target, Tensor left, Tensor right, double scale)
    {
        AddQuotientOp.CallNothing(target, left, right, scale);
        return target;
    }

    /// <summary><c>target = √target</c></summary>
    internal static Tensor SquareRoot_(this Tensor target)
    {
        SquareRootOp.CallNothing(target);
        return target;
    }

    /// <summary><c>left + scale · right</c></summary>
    internal static Tensor PlusScaled(this Tensor left, Tensor right, double scale) => AddOp.Call(left, right, scale);

    /// <summary>The larger of each two elements.</summary>
    internal static Tensor Maximum(Tensor left, Tensor right) => MaximumOp.Call(left, right);

    /// <summary><c>-tensor</c></summary>
    internal static Tensor Negated(this Tensor tensor) => NegateOp.Call(tensor);

    /// <summary>The gradient as a step uses it: with weight decay as in L2 regularization, and negated to
    /// maximize.</summary>
    internal static Tensor? StepGradient(Parameter parameter, double weightDecay, bool maximize)
    {
        var gradient = parameter.grad;
        if (gradient is null) return null;
        if (maximize) gradient = gradient.Negated();
        return weightDecay != 0 ? gradient.PlusScaled(parameter, weightDecay) : gradient;
    }
}
