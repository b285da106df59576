namespace TorchSharp;

// Picking and placing elements by index.
public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The entries of one dimension at given positions.</summary>
        public Tensor index_select(long dim, Tensor index) => PickingOps.IndexSelect.Call(this, dim, index);

        /// <summary>Elements picked along one dimension, one position for each element of the result.</summary>
        public Tensor gather(long dim, Tensor index) => PickingOps.Gather.Call(this, dim, index);

        /// <summary>The tensor with elements placed along one dimension.</summary>
        public Tensor scatter(long dim, Tensor index, Tensor src) => PickingOps.ScatterSrc.Call(this, dim, index, src);

        /// <summary>The tensor with elements placed along one dimension, in place.</summary>
        public Tensor scatter_(long dim, Tensor index, Tensor src) =>
            PickingOps.ScatterSrcInPlace.CallInPlace(this, dim, index, src);

        /// <summary>The tensor with elements added along one dimension.</summary>
        public Tensor scatter_add(long dim, Tensor index, Tensor src) =>
            PickingOps.ScatterAdd.Call(this, dim, index, src);

        /// <summary>The tensor with elements added along one dimension, in place.</summary>
        public Tensor scatter_add_(long dim, Tensor index, Tensor src) =>
            PickingOps.ScatterAddInPlace.CallInPlace(this, dim, index, src);

        /// <summary>
        /// The tensor with <c>alpha</c> times some entries added at given positions of one dimension.
        /// </summary>
        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) =>
            PickingOps.IndexAdd.Call(this, dim, index, source, alpha);

        /// <summary>
        /// The tensor with <c>alpha</c> times some entries added at given positions of one dimension, in place.
        /// </summary>
        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) =>
            PickingOps.IndexAddInPlace.CallInPlace(this, dim, index, source, alpha);

        /// <summary>The tensor with some entries placed at given positions of one dimension.</summary>
        public Tensor index_copy(long dim, Tensor index, Tensor source) =>
            PickingOps.IndexCopy.Call(this, dim, index, source);

        /// <summary>The tensor with some entries placed at given positions of one dimension, in place.</summary>
        public Tensor index_copy_(long dim, Tensor index, Tensor source) =>
            PickingOps.IndexCopyInPlace.CallInPlace(this, dim, index, source);

        /// <summary>The tensor with given positions of one dimension set to a number.</summary>
        public Tensor index_fill(long dim, Tensor index, Scalar value) =>
            PickingOps.IndexFillIntScalar.Call(this, dim, index, value);

        /// <summary>The tensor with given positions of one dimension set to a number, in place.</summary>
        public Tensor index_fill_(long dim, Tensor index, Scalar value) =>
            PickingOps.IndexFillIntScalarInPlace.CallInPlace(this, dim, index, value);

        /// <summary>The tensor with a number where a mask is true.</summary>
        public Tensor masked_fill(Tensor mask, Scalar value) => PickingOps.MaskedFillScalar.Call(this, mask, value);

        /// <summary>The tensor with a number where a mask is true, in place.</summary>
        public Tensor masked_fill_(Tensor mask, Scalar value) =>
            PickingOps.MaskedFillScalarInPlace.CallInPlace(this, mask, value);

        /// <summary>The tensor with elements placed, in order, where a mask is true.</summary>
        public Tensor masked_scatter(Tensor mask, Tensor value) => PickingOps.MaskedScatter.Call(this, mask, value);

        /// <summary>The tensor with elements placed, in order, where a mask is true, in place.</summary>
        public Tensor masked_scatter_(Tensor mask, Tensor value) =>
            PickingOps.MaskedScatterInPlace.CallInPlace(this, mask, value);

        /// <summary>The elements where a mask is true, as a vector.</summary>
        public Tensor masked_select(Tensor mask) => PickingOps.MaskedSelect.Call(this, mask);

        /// <summary>The elements of the flattened tensor at given positions.</summary>
        public Tensor take(Tensor index) => PickingOps.Take.Call(this, index);

        /// <summary>Elements picked along one dimension.</summary>
        public Tensor take_along_dim(Tensor indices, long dim) => PickingOps.TakeAlongDim.Call(this, indices, dim);

        /// <summary>This tensor's elements where a condition holds, another's elsewhere.</summary>
        public Tensor where(Tensor condition, Tensor y) => torch.where(condition, this, y);

        /// <summary>The tensor with one index of one dimension replaced.</summary>
        public Tensor select_scatter(Tensor src, long dim, long index) =>
            PickingOps.SelectScatter.Call(this, src, dim, index);

        /// <summary>The tensor with a stretch of one dimension replaced.</summary>
        public Tensor slice_scatter(Tensor src, long dim = 0, long? start = null, long? end = null, long step = 1) =>
            PickingOps.SliceScatter.Call(this, src, dim, start, end, step);

        /// <summary>The tensor with a diagonal replaced.</summary>
        public Tensor diagonal_scatter(Tensor src, long offset = 0, long dim1 = 0, long dim2 = 1) =>
            PickingOps.DiagonalScatter.Call(this, src, offset, dim1, dim2);
    }
}
