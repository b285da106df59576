using TorchSharp.Engine;

namespace TorchSharp;

public static partial class torch
{
    private static class FactoryOps
    {
        internal static readonly Op Zeros = Op.Find("aten::zeros");
        internal static readonly Op Ones = Op.Find("aten::ones");
        internal static readonly Op Empty = Op.Find("aten::empty", "memory_format");
        internal static readonly Op EmptyStrided = Op.Find("aten::empty_strided");
        internal static readonly Op Full = Op.Find("aten::full");
        internal static readonly Op Rand = Op.Find("aten::rand", "generator");
        internal static readonly Op Randn = Op.Find("aten::randn", "generator");
        internal static readonly Op Randint = Op.Find("aten::randint", "low_generator");
        internal static readonly Op Randperm = Op.Find("aten::randperm", "generator");
        internal static readonly Op Arange = Op.Find("aten::arange", "start_step");
        internal static readonly Op Linspace = Op.Find("aten::linspace");
        internal static readonly Op Logspace = Op.Find("aten::logspace");
        internal static readonly Op Eye = Op.Find("aten::eye", "m");
        internal static readonly Op ZerosLike = Op.Find("aten::zeros_like");
        internal static readonly Op OnesLike = Op.Find("aten::ones_like");
        internal static readonly Op EmptyLike = Op.Find("aten::empty_like");
        internal static readonly Op FullLike = Op.Find("aten::full_like");
        internal static readonly Op RandLike = Op.Find("aten::rand_like");
        internal static readonly Op RandnLike = Op.Find("aten::randn_like");
        internal static readonly Op RandintLike = Op.Find("aten::randint_like", "low_dtype");
        internal static readonly Op Complex = Op.Find("aten::complex");
        internal static readonly Op Polar = Op.Find("aten::polar");
    }

    private static Tensor MakeZeros(long[] size, ScalarType? dtype, Device? device, bool requires_grad, string[]? names) =>
        Finish(FactoryOps.Zeros.Call(size, dtype, OpArgument.None, device ?? defaultDevice), requires_grad, names);

    private static Tensor MakeOnes(long[] size, ScalarType? dtype, Device? device, bool requires_grad, string[]? names) =>
        Finish(FactoryOps.Ones.Call(size, dtype, OpArgument.None, device ?? defaultDevice), requires_grad, names);

    private static Tensor MakeEmpty(long[] size, ScalarType? dtype, Device? device, bool requires_grad, string[]? names) =>
        Finish(FactoryOps.Empty.Call(size, dtype, OpArgument.None, device ?? defaultDevice), requires_grad, names);

    private static Tensor MakeFull(Scalar value, long[] size, ScalarType? dtype, Device? device, bool requires_grad, string[]? names)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Finish(
            FactoryOps.Full.Call(size, value, dtype ?? DefaultFor(value), OpArgument.None, device ?? defaultDevice),
            requires_grad, names);
    }

    private static Tensor MakeRand(
        long[] size, ScalarType? dtype, Device? device, bool requires_grad, Generator? generator, string[]? names) =>
        Finish(FactoryOps.Rand.Call(size, generator, dtype, OpArgument.None, device ?? defaultDevice), requires_grad, names);

    private static Tensor MakeRandn(
        long[] size, ScalarType? dtype, Device? device, bool requires_grad, Generator? generator, string[]? names) =>
        Finish(FactoryOps.Randn.Call(size, generator, dtype, OpArgument.None, device ?? defaultDevice), requires_grad, names);

    private static Tensor MakeRandint(
        long low, long high, long[] size, ScalarType? dtype, Device? device, bool requires_grad, Generator? generator, string[]? names) =>
        Finish(
            FactoryOps.Randint.Call(low, high, size, generator, dtype ?? ScalarType.Int64, OpArgument.None, device ?? defaultDevice),
            requires_grad,
            names);

    /// <summary>The element type of a tensor that is made of a number alone.</summary>
    private static ScalarType DefaultFor(Scalar value) =>
        value.IsIntegral ? value.Type : is_complex(value.Type) ? ScalarType.ComplexFloat32 : get_default_dtype();
}
