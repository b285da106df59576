namespace TorchSharp;

// Functions of each element.
public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The complex conjugate of each element, as a view.</summary>
        public Tensor conj() => PointwiseOps.Conj.Call(this);

        /// <summary>The tensor with a pending conjugation carried out.</summary>
        public Tensor resolve_conj() => PointwiseOps.ResolveConj.Call(this);

        /// <summary>The tensor with a pending negation carried out.</summary>
        public Tensor resolve_neg() => PointwiseOps.ResolveNeg.Call(this);

        /// <summary>The angle of each complex element, in radians.</summary>
        public Tensor angle() => PointwiseOps.Angle.Call(this);

        /// <summary>Whether each element is NaN.</summary>
        public Tensor isnan() => PointwiseOps.Isnan.Call(this);

        /// <summary>Whether each element is infinite.</summary>
        public Tensor isinf() => PointwiseOps.Isinf.Call(this);

        /// <summary>Whether each element is neither NaN nor infinite.</summary>
        public Tensor isfinite() => PointwiseOps.Isfinite.Call(this);

        /// <summary>Whether each element is positive infinity.</summary>
        public Tensor isposinf() => PointwiseOps.Isposinf.Call(this);

        /// <summary>Whether each element is negative infinity.</summary>
        public Tensor isneginf() => PointwiseOps.Isneginf.Call(this);

        /// <summary>Whether each element has no imaginary part.</summary>
        public Tensor isreal() => PointwiseOps.Isreal.Call(this);

        /// <summary>Whether each element is zero.</summary>
        public Tensor logical_not() => PointwiseOps.LogicalNot.Call(this);

        /// <summary>Whether each element is zero, in place.</summary>
        public Tensor logical_not_() => PointwiseOps.LogicalNotInPlace.CallInPlace(this);

        /// <summary>The bits of each element flipped; of booleans, their opposite.</summary>
        public Tensor bitwise_not() => PointwiseOps.BitwiseNot.Call(this);

        /// <summary>The bits of each element flipped; of booleans, their opposite, in place.</summary>
        public Tensor bitwise_not_() => PointwiseOps.BitwiseNotInPlace.CallInPlace(this);
    }
}
