using TorchSharp.Engine;

namespace TorchSharp;

public static partial class torch
{
    private static class RandomOps
    {
        internal static readonly Op Bernoulli = Op.Find("aten::bernoulli");
        internal static readonly Op BernoulliFloatInPlace = Op.Find("aten::bernoulli_", "float");
        internal static readonly Op BernoulliTensorInPlace = Op.Find("aten::bernoulli_", "Tensor");
        internal static readonly Op CauchyInPlace = Op.Find("aten::cauchy_");
        internal static readonly Op ExponentialInPlace = Op.Find("aten::exponential_");
        internal static readonly Op GeometricInPlace = Op.Find("aten::geometric_");
        internal static readonly Op LogNormalInPlace = Op.Find("aten::log_normal_");
        internal static readonly Op Multinomial = Op.Find("aten::multinomial");
        internal static readonly Op NormalInPlace = Op.Find("aten::normal_");
        internal static readonly Op NormalTensorTensor = Op.Find("aten::normal", "Tensor_Tensor");
        internal static readonly Op Poisson = Op.Find("aten::poisson");
        internal static readonly Op RandomFromInPlace = Op.Find("aten::random_", "from");
        internal static readonly Op UniformInPlace = Op.Find("aten::uniform_");
    }
}
