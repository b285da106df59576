using TorchSharp.Engine;

namespace TorchSharp;

// Shapes: views, joins and splits.
public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The same memory under another shape, of which one length may be -1.</summary>
        public Tensor view(params long[] shape) => ShapeOps.View.Call(this, shape);

        /// <summary>The same memory under another tensor's shape.</summary>
        public Tensor view_as(Tensor other) => view(other.shape);

        /// <summary>Another shape, of which one length may be -1: a view where possible, else a copy.</summary>
        public Tensor reshape(params long[] shape) => ShapeOps.Reshape.Call(this, shape);

        /// <summary>The dimensions from one to another as one.</summary>
        public Tensor flatten(long start_dim = 0, long end_dim = -1) =>
            ShapeOps.FlattenUsingInts.Call(this, start_dim, end_dim);

        /// <summary>One dimension as several.</summary>
        public Tensor unflatten(long dim, params long[] sizes) =>
            ShapeOps.UnflattenInt.Call(this, dim, sizes, OpArgument.None);

        /// <summary>All dimensions as one.</summary>
        public Tensor ravel() => ShapeOps.Ravel.Call(this);

        /// <summary>Two dimensions exchanged, as a view.</summary>
        public Tensor transpose(long dim0, long dim1) => ShapeOps.TransposeInt.Call(this, dim0, dim1);

        /// <summary>Two dimensions exchanged, in place.</summary>
        public Tensor transpose_(long dim0, long dim1) => ShapeOps.TransposeInPlace.CallInPlace(this, dim0, dim1);

        /// <summary>Two dimensions exchanged; <see cref="transpose(long, long)"/> under another name.</summary>
        public Tensor swapaxes(long dim0, long dim1) => transpose(dim0, dim1);

        /// <summary>Two dimensions exchanged; <see cref="transpose(long, long)"/> under another name.</summary>
        public Tensor swapdims(long dim0, long dim1) => transpose(dim0, dim1);

        /// <summary>The transpose of a matrix, as a view.</summary>
        public Tensor t() => ShapeOps.T.Call(this);

        /// <summary>The dimensions in another order, as a view.</summary>
        public Tensor permute(params long[] permutation) => ShapeOps.Permute.Call(this, permutation);

        /// <summary>Some dimensions moved to other places, as a view.</summary>
        public Tensor movedim(long[] source, long[] destination) =>
            ShapeOps.MovedimIntlist.Call(this, source, destination);

        /// <summary>Some dimensions moved; <see cref="movedim(long[], long[])"/> under another name.</summary>
        public Tensor moveaxis(long[] source, long[] destination) => movedim(source, destination);

        /// <summary>The conjugate transpose of matrices.</summary>
        public Tensor adjoint() => ShapeOps.Adjoint.Call(this);

        /// <summary>A dimension of length one put in.</summary>
        public Tensor unsqueeze(long dim) => ShapeOps.Unsqueeze.Call(this, dim);

        /// <summary>A dimension of length one put in, in place.</summary>
        public Tensor unsqueeze_(long dim) => ShapeOps.UnsqueezeInPlace.CallInPlace(this, dim);

        /// <summary>Without a dimension of length one; without all of them when none is named.</summary>
        public Tensor squeeze(long? dim = null) =>
            dim is { } d ? ShapeOps.SqueezeDim.Call(this, d) : ShapeOps.Squeeze.Call(this);

        /// <summary>Without a dimension of length one, in place.</summary>
        public Tensor squeeze_(long? dim = null) =>
            dim is { } d ? ShapeOps.SqueezeDimInPlace.CallInPlace(this, d) : ShapeOps.SqueezeInPlace.CallInPlace(this);

        /// <summary>Dimensions of length one repeated, without a copy; -1 keeps a length.</summary>
        public Tensor expand(params long[] sizes) => expand(sizes, false);

        /// <summary>Dimensions of length one repeated, without a copy; -1 keeps a length.</summary>
        public Tensor expand(long[] sizes, bool isImplicit = false) => ShapeOps.Expand.Call(this, sizes, isImplicit);

        /// <summary>Dimensions of length one repeated, without a copy; -1 keeps a length.</summary>
        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) => expand(sizes.ToArray(), isImplicit);

        /// <summary>Dimensions of length one repeated to another tensor's shape, without a copy.</summary>
        public Tensor expand_as(Tensor other) => ShapeOps.ExpandAs.Call(this, other);

        /// <summary>The tensor as broadcasting to a shape sees it, without a copy.</summary>
        public Tensor broadcast_to(params long[] shape) => ShapeOps.BroadcastTo.Call(this, shape);

        /// <summary>The tensor repeated along each dimension, copied.</summary>
        public Tensor repeat(params long[] sizes) => ShapeOps.Repeat.Call(this, sizes);

        /// <summary>The tensor repeated along each dimension, copied; missing counts are one.</summary>
        public Tensor tile(long[] reps) => ShapeOps.Tile.Call(this, reps);

        /// <summary>Each element repeated, one after the other.</summary>
        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) =>
            ShapeOps.RepeatInterleaveSelfInt.Call(this, repeats, dim, output_size);

        /// <summary>Each element repeated as often as a tensor says.</summary>
        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null) =>
            ShapeOps.RepeatInterleaveSelfTensor.Call(this, repeats, dim, output_size);

        /// <summary>A stretch of one dimension, as a view.</summary>
        public Tensor narrow(long dim, long start, long length) => ShapeOps.Narrow.Call(this, dim, start, length);

        /// <summary>One index of one dimension, which goes away; a view.</summary>
        public Tensor select(long dim, long index) => ShapeOps.SelectInt.Call(this, dim, index);

        /// <summary>A stretch of one dimension with a step, as a view.</summary>
        public Tensor slice(long dim, long start, long finish, long step) =>
            ShapeOps.SliceTensor.Call(this, dim, start, finish, step);

        /// <summary>All windows of a size along one dimension, as a view.</summary>
        public Tensor unfold(long dimension, long size, long step) => ShapeOps.Unfold.Call(this, dimension, size, step);

        /// <summary>The storage seen with any sizes and strides.</summary>
        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0) =>
            ShapeOps.AsStrided.Call(this, size, strides, storageOffset);

        /// <summary>The diagonal of matrices, as a view.</summary>
        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 1) =>
            ShapeOps.Diagonal.Call(this, offset, dim1, dim2);

        /// <summary>The diagonal of a matrix, or the matrix with a diagonal.</summary>
        public Tensor diag(long diagonal = 0) => ShapeOps.Diag.Call(this, diagonal);

        /// <summary>Matrices with the last dimension on their diagonals.</summary>
        public Tensor diag_embed(long offset = 0, long dim1 = -2, long dim2 = -1) =>
            ShapeOps.DiagEmbed.Call(this, offset, dim1, dim2);

        /// <summary>The matrix with all elements on its diagonal.</summary>
        public Tensor diagflat(long offset = 0) => ShapeOps.Diagflat.Call(this, offset);

        /// <summary>Some dimensions in reverse order.</summary>
        public Tensor flip(params long[] dims) => ShapeOps.Flip.Call(this, dims);

        /// <summary>The columns in reverse order.</summary>
        public Tensor fliplr() => ShapeOps.Fliplr.Call(this);

        /// <summary>The rows in reverse order.</summary>
        public Tensor flipud() => ShapeOps.Flipud.Call(this);

        /// <summary>The elements shifted along a dimension, around the end.</summary>
        public Tensor roll(long shifts, long? dims = null) => dims is { } d ? roll([shifts], [d]) : roll([shifts], []);

        /// <summary>The elements shifted along some dimensions, around the end.</summary>
        public Tensor roll(long[] shifts, long[] dims) => ShapeOps.Roll.Call(this, shifts, dims);

        /// <summary>The elements of the flattened tensor shifted, around the end.</summary>
        public Tensor roll(long[] shifts) => roll(shifts, []);

        /// <summary>The tensor with one dimension or more.</summary>
        public Tensor atleast_1d() => ShapeOps.Atleast1d.Call(this);

        /// <summary>The tensor with two dimensions or more.</summary>
        public Tensor atleast_2d() => ShapeOps.Atleast2d.Call(this);

        /// <summary>The tensor with three dimensions or more.</summary>
        public Tensor atleast_3d() => ShapeOps.Atleast3d.Call(this);

        /// <summary>Parts of equal length along a dimension (the last may be shorter), as views.</summary>
        public Tensor[] chunk(long chunks, long dim = 0) => ShapeOps.Chunk.CallMany(this, chunks, dim);

        /// <summary>Parts of a given length along a dimension (the last may be shorter), as views.</summary>
        public Tensor[] split(long size, int dim = 0) => ShapeOps.SplitTensor.CallMany(this, size, dim);

        /// <summary>Parts of given lengths along a dimension, as views.</summary>
        public Tensor[] split(long[] sizes, long dim = 0) => ShapeOps.SplitWithSizes.CallMany(this, sizes, dim);

        /// <summary>Parts of given lengths along a dimension, as views.</summary>
        public Tensor[] split(ReadOnlySpan<long> sizes, long dim = 0) => split(sizes.ToArray(), dim);

        /// <summary>Parts of given lengths along the first dimension, as views.</summary>
        public Tensor[] split(params long[] sizes) => split(sizes, 0);

        /// <summary>Parts of nearly equal length along a dimension, as views.</summary>
        public Tensor[] tensor_split(long size, long dim = 0) => ShapeOps.TensorSplitSections.CallMany(this, size, dim);

        /// <summary>The parts between given positions of a dimension, as views.</summary>
        public Tensor[] tensor_split(long[] sizes, long dim = 0) =>
            ShapeOps.TensorSplitIndices.CallMany(this, sizes, dim);

        /// <summary>The tensors along one dimension, which goes away; views.</summary>
        public Tensor[] unbind(long dimension = 0) => ShapeOps.UnbindInt.CallMany(this, dimension);

        /// <summary>The lower triangle of matrices, zero above.</summary>
        public Tensor tril(long diagonal = 0) => ShapeOps.Tril.Call(this, diagonal);

        /// <summary>The lower triangle of matrices, zero above; in place.</summary>
        public Tensor tril_(long diagonal = 0) => ShapeOps.TrilInPlace.CallInPlace(this, diagonal);

        /// <summary>The upper triangle of matrices, zero below.</summary>
        public Tensor triu(long diagonal = 0) => ShapeOps.Triu.Call(this, diagonal);

        /// <summary>The upper triangle of matrices, zero below; in place.</summary>
        public Tensor triu_(long diagonal = 0) => ShapeOps.TriuInPlace.CallInPlace(this, diagonal);

        /// <summary>The tensor with its elements in order: itself, or a copy.</summary>
        public Tensor contiguous() => ShapeOps.Contiguous.Call(this);

        /// <summary>A copy, which autograd sees.</summary>
        public Tensor clone() => ShapeOps.Clone.Call(this);

        /// <summary>Another tensor object for the same memory.</summary>
        public Tensor alias() => ShapeOps.Alias.Call(this);

        /// <summary>The same memory, outside of the graph.</summary>
        public Tensor detach() => ShapeOps.Detach.Call(this);

        /// <summary>Takes the tensor out of the graph, in place.</summary>
        public Tensor detach_() => ShapeOps.DetachInPlace.CallInPlace(this);

        /// <summary>Takes another tensor's elements, converted and broadcast as needed.</summary>
        public Tensor copy_(Tensor source, bool nonBlocking = false) =>
            ShapeOps.CopyInPlace.CallInPlace(this, source, nonBlocking);

        /// <summary>Sets every element.</summary>
        public Tensor fill_(Scalar value) => ShapeOps.FillScalarInPlace.CallInPlace(this, value);

        /// <summary>Sets every element to zero.</summary>
        public Tensor zero_() => ShapeOps.ZeroInPlace.CallInPlace(this);

        /// <summary>Shows another tensor's memory from now on.</summary>
        public Tensor set_(Tensor source) => ShapeOps.SetSourceTensorInPlace.CallInPlace(this, source);

        /// <summary>Complex numbers as pairs of a last dimension of two, a view.</summary>
        public Tensor view_as_real() => ShapeOps.ViewAsReal.Call(this);

        /// <summary>Pairs in a last dimension of two as complex numbers, a view.</summary>
        public Tensor view_as_complex() => ShapeOps.ViewAsComplex.Call(this);

        /// <summary>The tensor stored densely.</summary>
        public Tensor to_dense() => ShapeOps.ToDense.Call(this);

        /// <summary>The tensor stored sparsely, by coordinates.</summary>
        public Tensor to_sparse() => ShapeOps.ToSparse.Call(this);

        /// <summary>The tensor turned by k right angles in a plane.</summary>
        public Tensor rot90(long k = 1, (long, long)? dims = null) =>
            ShapeOps.Rot90.Call(this, k, new[] { dims?.Item1 ?? 0, dims?.Item2 ?? 1 });

        /// <summary>Parts side by side, as views.</summary>
        public Tensor[] hsplit(long size) => ShapeOps.HsplitInt.CallMany(this, size);

        /// <summary>Parts one below the other, as views.</summary>
        public Tensor[] vsplit(long size) => ShapeOps.VsplitInt.CallMany(this, size);

        /// <summary>Whether the only element is other than zero.</summary>
        public bool is_nonzero() => ShapeOps.IsNonzero.CallBool(this);
    }
}
