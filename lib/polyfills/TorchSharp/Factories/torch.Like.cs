using TorchSharp.Engine;

namespace TorchSharp;

// Tensors of another tensor's shape.
public static partial class torch
{
    /// <summary>Zeros, of another tensor's shape, element type and device where no others are given.</summary>
    public static Tensor zeros_like(
        Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Finish(FactoryOps.ZerosLike.Call(input, dtype, OpArgument.None, device), requires_grad, names);

    /// <summary>Ones, of another tensor's shape, element type and device where no others are given.</summary>
    public static Tensor ones_like(
        Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Finish(FactoryOps.OnesLike.Call(input, dtype, OpArgument.None, device), requires_grad, names);

    /// <summary>Memory with whatever was in it, of another tensor's shape, element type and device where no others are given.</summary>
    public static Tensor empty_like(
        Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Finish(FactoryOps.EmptyLike.Call(input, dtype, OpArgument.None, device), requires_grad, names);

    /// <summary>One number everywhere, of another tensor's shape, element type and device where no others are given.</summary>
    public static Tensor full_like(
        Tensor input, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Finish(FactoryOps.FullLike.Call(input, value, dtype, OpArgument.None, device), requires_grad, names);

    /// <summary>
    /// Numbers drawn uniformly from 0 to 1, of another tensor's shape, element type and device where no others are
    /// given.
    /// </summary>
    public static Tensor rand_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(FactoryOps.RandLike.Call(input, dtype, OpArgument.None, device), requires_grad);

    /// <summary>Standard normal numbers, of another tensor's shape, element type and device where no others are given.</summary>
    public static Tensor randn_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(FactoryOps.RandnLike.Call(input, dtype, OpArgument.None, device), requires_grad);

    public partial class Tensor
    {
        /// <summary>Zeros of this tensor's shape.</summary>
        public Tensor zeros_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.zeros_like(this, dtype, device, requires_grad);

        /// <summary>Ones of this tensor's shape.</summary>
        public Tensor ones_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.ones_like(this, dtype, device, requires_grad);

        /// <summary>Memory of this tensor's shape with whatever was in it.</summary>
        public Tensor empty_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.empty_like(this, dtype, device, requires_grad);

        /// <summary>One number everywhere, in this tensor's shape.</summary>
        public Tensor full_like(Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.full_like(this, value, dtype, device, requires_grad);

        /// <summary>Numbers drawn uniformly from 0 to 1, in this tensor's shape.</summary>
        public Tensor rand_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.rand_like(this, dtype, device, requires_grad);

        /// <summary>Standard normal numbers in this tensor's shape.</summary>
        public Tensor randn_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.randn_like(this, dtype, device, requires_grad);
    }
}
