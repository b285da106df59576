using TorchSharp.Engine;

namespace TorchSharp;

public static partial class torch
{
    private static class ShapeOps
    {
        internal static readonly Op Adjoint = Op.Find("aten::adjoint");
        internal static readonly Op Alias = Op.Find("aten::alias");
        internal static readonly Op AsStrided = Op.Find("aten::as_strided");
        internal static readonly Op Atleast1d = Op.Find("aten::atleast_1d");
        internal static readonly Op Atleast2d = Op.Find("aten::atleast_2d");
        internal static readonly Op Atleast3d = Op.Find("aten::atleast_3d");
        internal static readonly Op BlockDiag = Op.Find("aten::block_diag");
        internal static readonly Op BroadcastTensors = Op.Find("aten::broadcast_tensors");
        internal static readonly Op BroadcastTo = Op.Find("aten::broadcast_to");
        internal static readonly Op Cat = Op.Find("aten::cat");
        internal static readonly Op Chunk = Op.Find("aten::chunk");
        internal static readonly Op Clone = Op.Find("aten::clone");
        internal static readonly Op Contiguous = Op.Find("aten::contiguous");
        internal static readonly Op CopyInPlace = Op.Find("aten::copy_");
        internal static readonly Op Detach = Op.Find("aten::detach");
        internal static readonly Op DetachInPlace = Op.Find("aten::detach_");
        internal static readonly Op Diag = Op.Find("aten::diag");
        internal static readonly Op DiagEmbed = Op.Find("aten::diag_embed");
        internal static readonly Op Diagflat = Op.Find("aten::diagflat");
        internal static readonly Op Diagonal = Op.Find("aten::diagonal");
        internal static readonly Op Expand = Op.Find("aten::expand");
        internal static readonly Op ExpandAs = Op.Find("aten::expand_as");
        internal static readonly Op FillScalarInPlace = Op.Find("aten::fill_", "Scalar");
        internal static readonly Op FlattenUsingInts = Op.Find("aten::flatten", "using_ints");
        internal static readonly Op Flip = Op.Find("aten::flip");
        internal static readonly Op Fliplr = Op.Find("aten::fliplr");
        internal static readonly Op Flipud = Op.Find("aten::flipud");
        internal static readonly Op HsplitInt = Op.Find("aten::hsplit", "int");
        internal static readonly Op Hstack = Op.Find("aten::hstack");
        internal static readonly Op IsNonzero = Op.Find("aten::is_nonzero");
        internal static readonly Op MeshgridIndexing = Op.Find("aten::meshgrid", "indexing");
        internal static readonly Op MovedimIntlist = Op.Find("aten::movedim", "intlist");
        internal static readonly Op Narrow = Op.Find("aten::narrow");
        internal static readonly Op Permute = Op.Find("aten::permute");
        internal static readonly Op Ravel = Op.Find("aten::ravel");
        internal static readonly Op Repeat = Op.Find("aten::repeat");
        internal static readonly Op RepeatInterleaveSelfInt = Op.Find("aten::repeat_interleave", "self_int");
        internal static readonly Op RepeatInterleaveSelfTensor = Op.Find("aten::repeat_interleave", "self_Tensor");
        internal static readonly Op Reshape = Op.Find("aten::reshape");
        internal static readonly Op Roll = Op.Find("aten::roll");
        internal static readonly Op Rot90 = Op.Find("aten::rot90");
        internal static readonly Op SelectInt = Op.Find("aten::select", "int");
        internal static readonly Op SetSourceTensorInPlace = Op.Find("aten::set_", "source_Tensor");
        internal static readonly Op SliceTensor = Op.Find("aten::slice", "Tensor");
        internal static readonly Op SplitTensor = Op.Find("aten::split", "Tensor");
        internal static readonly Op SplitWithSizes = Op.Find("aten::split_with_sizes");
        internal static readonly Op Squeeze = Op.Find("aten::squeeze");
        internal static readonly Op SqueezeDim = Op.Find("aten::squeeze", "dim");
        internal static readonly Op SqueezeDimInPlace = Op.Find("aten::squeeze_", "dim");
        internal static readonly Op SqueezeInPlace = Op.Find("aten::squeeze_");
        internal static readonly Op Stack = Op.Find("aten::stack");
        internal static readonly Op T = Op.Find("aten::t");
        internal static readonly Op TensorSplitIndices = Op.Find("aten::tensor_split", "indices");
        internal static readonly Op TensorSplitSections = Op.Find("aten::tensor_split", "sections");
        internal static readonly Op Tile = Op.Find("aten::tile");
        internal static readonly Op ToDense = Op.Find("aten::to_dense");
        internal static readonly Op ToSparse = Op.Find("aten::to_sparse");
        internal static readonly Op TransposeInPlace = Op.Find("aten::transpose_");
        internal static readonly Op TransposeInt = Op.Find("aten::transpose", "int");
        internal static readonly Op Tril = Op.Find("aten::tril");
        internal static readonly Op TrilInPlace = Op.Find("aten::tril_");
        internal static readonly Op Triu = Op.Find("aten::triu");
        internal static readonly Op TriuInPlace = Op.Find("aten::triu_");
        internal static readonly Op UnbindInt = Op.Find("aten::unbind", "int");
        internal static readonly Op UnflattenInt = Op.Find("aten::unflatten", "int");
        internal static readonly Op Unfold = Op.Find("aten::unfold");
        internal static readonly Op Unsqueeze = Op.Find("aten::unsqueeze");
        internal static readonly Op UnsqueezeInPlace = Op.Find("aten::unsqueeze_");
        internal static readonly Op View = Op.Find("aten::view");
        internal static readonly Op ViewAsComplex = Op.Find("aten::view_as_complex");
        internal static readonly Op ViewAsReal = Op.Find("aten::view_as_real");
        internal static readonly Op VsplitInt = Op.Find("aten::vsplit", "int");
        internal static readonly Op Vstack = Op.Find("aten::vstack");
        internal static readonly Op ZeroInPlace = Op.Find("aten::zero_");
    }
}
