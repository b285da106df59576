using TorchSharp.Engine;

namespace TorchSharp;

public static partial class torch
{
    private static class OperatorOps
    {
        internal static readonly Op Rsub = Op.Find("aten::rsub", "Scalar");
    }
}
