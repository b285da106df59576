using TorchSharp.Engine;

namespace TorchSharp;

public static partial class torch
{
    private static class PickingOps
    {
        internal static readonly Op DiagonalScatter = Op.Find("aten::diagonal_scatter");
        internal static readonly Op Gather = Op.Find("aten::gather");
        internal static readonly Op IndexAdd = Op.Find("aten::index_add");
        internal static readonly Op IndexAddInPlace = Op.Find("aten::index_add_");
        internal static readonly Op IndexCopy = Op.Find("aten::index_copy");
        internal static readonly Op IndexCopyInPlace = Op.Find("aten::index_copy_");
        internal static readonly Op IndexFillIntScalar = Op.Find("aten::index_fill", "int_Scalar");
        internal static readonly Op IndexFillIntScalarInPlace = Op.Find("aten::index_fill_", "int_Scalar");
        internal static readonly Op IndexSelect = Op.Find("aten::index_select");
        internal static readonly Op MaskedFillScalar = Op.Find("aten::masked_fill", "Scalar");
        internal static readonly Op MaskedFillScalarInPlace = Op.Find("aten::masked_fill_", "Scalar");
        internal static readonly Op MaskedScatter = Op.Find("aten::masked_scatter");
        internal static readonly Op MaskedScatterInPlace = Op.Find("aten::masked_scatter_");
        internal static readonly Op MaskedSelect = Op.Find("aten::masked_select");
        internal static readonly Op ScatterAdd = Op.Find("aten::scatter_add");
        internal static readonly Op ScatterAddInPlace = Op.Find("aten::scatter_add_");
        internal static readonly Op ScatterSrc = Op.Find("aten::scatter", "src");
        internal static readonly Op ScatterSrcInPlace = Op.Find("aten::scatter_", "src");
        internal static readonly Op SelectScatter = Op.Find("aten::select_scatter");
        internal static readonly Op SliceScatter = Op.Find("aten::slice_scatter");
        internal static readonly Op Take = Op.Find("aten::take");
        internal static readonly Op TakeAlongDim = Op.Find("aten::take_along_dim");
        internal static readonly Op Where = Op.Find("aten::where");
        internal static readonly Op WhereSelf = Op.Find("aten::where", "self");
    }
}
