using TorchSharp.Engine;

namespace TorchSharp;

public static partial class torch
{
    private static class ActivationOps
    {
        internal static readonly Op Celu = Op.Find("aten::celu");
        internal static readonly Op CeluInPlace = Op.Find("aten::celu_");
        internal static readonly Op Elu = Op.Find("aten::elu");
        internal static readonly Op EluInPlace = Op.Find("aten::elu_");
        internal static readonly Op Gelu = Op.Find("aten::gelu");
        internal static readonly Op Glu = Op.Find("aten::glu");
        internal static readonly Op Hardsigmoid = Op.Find("aten::hardsigmoid");
        internal static readonly Op HardsigmoidInPlace = Op.Find("aten::hardsigmoid_");
        internal static readonly Op Hardswish = Op.Find("aten::hardswish");
        internal static readonly Op HardswishInPlace = Op.Find("aten::hardswish_");
        internal static readonly Op Hardtanh = Op.Find("aten::hardtanh");
        internal static readonly Op HardtanhInPlace = Op.Find("aten::hardtanh_");
        internal static readonly Op LeakyRelu = Op.Find("aten::leaky_relu");
        internal static readonly Op LeakyReluInPlace = Op.Find("aten::leaky_relu_");
        internal static readonly Op LogSigmoid = Op.Find("aten::log_sigmoid");
        internal static readonly Op Prelu = Op.Find("aten::prelu");
        internal static readonly Op Relu = Op.Find("aten::relu");
        internal static readonly Op Relu6 = Op.Find("aten::relu6");
        internal static readonly Op Relu6InPlace = Op.Find("aten::relu6_");
        internal static readonly Op ReluInPlace = Op.Find("aten::relu_");
        internal static readonly Op Selu = Op.Find("aten::selu");
        internal static readonly Op SeluInPlace = Op.Find("aten::selu_");
        internal static readonly Op Silu = Op.Find("aten::silu");
        internal static readonly Op SiluInPlace = Op.Find("aten::silu_");
        internal static readonly Op Softplus = Op.Find("aten::softplus");
        internal static readonly Op Threshold = Op.Find("aten::threshold");
        internal static readonly Op ThresholdInPlace = Op.Find("aten::threshold_");
    }
}
