namespace TorchSharp;

// Arithmetic and comparison of tensors and numbers, with broadcasting.
public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Whether elements differ from a number, in place.</summary>
        public Tensor ne_(Scalar target) => ArithmeticOps.NeScalarInPlace.CallInPlace(this, target);

        /// <summary>Whether elements are less.</summary>
        public Tensor lt(Tensor target) => ArithmeticOps.LtTensor.Call(this, target);

        /// <summary>Whether elements are less, in place.</summary>
        public Tensor lt_(Tensor target) => ArithmeticOps.LtTensorInPlace.CallInPlace(this, target);

        /// <summary>Whether elements are less than a number.</summary>
        public Tensor lt(Scalar target) => ArithmeticOps.LtScalar.Call(this, target);

        /// <summary>Whether elements are less than a number, in place.</summary>
        public Tensor lt_(Scalar target) => ArithmeticOps.LtScalarInPlace.CallInPlace(this, target);

        /// <summary>Whether elements are less or equal.</summary>
        public Tensor le(Tensor target) => ArithmeticOps.LeTensor.Call(this, target);

        /// <summary>Whether elements are less or equal, in place.</summary>
        public Tensor le_(Tensor target) => ArithmeticOps.LeTensorInPlace.CallInPlace(this, target);

        /// <summary>Whether elements are at most a number.</summary>
        public Tensor le(Scalar target) => ArithmeticOps.LeScalar.Call(this, target);

        /// <summary>Whether elements are at most a number, in place.</summary>
        public Tensor le_(Scalar target) => ArithmeticOps.LeScalarInPlace.CallInPlace(this, target);

        /// <summary>Whether elements are greater.</summary>
        public Tensor gt(Tensor target) => ArithmeticOps.GtTensor.Call(this, target);

        /// <summary>Whether elements are greater, in place.</summary>
        public Tensor gt_(Tensor target) => ArithmeticOps.GtTensorInPlace.CallInPlace(this, target);

        /// <summary>Whether elements are greater than a number.</summary>
        public Tensor gt(Scalar target) => ArithmeticOps.GtScalar.Call(this, target);

        /// <summary>Whether elements are greater than a number, in place.</summary>
        public Tensor gt_(Scalar target) => ArithmeticOps.GtScalarInPlace.CallInPlace(this, target);

        /// <summary>Whether elements are greater or equal.</summary>
        public Tensor ge(Tensor target) => ArithmeticOps.GeTensor.Call(this, target);

        /// <summary>Whether elements are greater or equal, in place.</summary>
        public Tensor ge_(Tensor target) => ArithmeticOps.GeTensorInPlace.CallInPlace(this, target);

        /// <summary>Whether elements are at least a number.</summary>
        public Tensor ge(Scalar target) => ArithmeticOps.GeScalar.Call(this, target);

        /// <summary>Whether elements are at least a number, in place.</summary>
        public Tensor ge_(Scalar target) => ArithmeticOps.GeScalarInPlace.CallInPlace(this, target);

        /// <summary>Whether elements are equal; <see cref="eq(Tensor)"/> under another name.</summary>
        public Tensor equal(Tensor target) => eq(target);

        /// <summary>Whether elements differ; <see cref="ne(Tensor)"/> under another name.</summary>
        public Tensor not_equal(Tensor target) => ne(target);

        /// <summary>Whether elements differ; <see cref="ne(Tensor)"/> under another name, in place.</summary>
        public Tensor not_equal_(Tensor target) => ne(target);

        /// <summary>Whether elements are less; <see cref="lt(Tensor)"/> under another name.</summary>
        public Tensor less(Tensor target) => lt(target);

        /// <summary>Whether elements are less or equal; <see cref="le(Tensor)"/> under another name.</summary>
        public Tensor less_equal(Tensor target) => le(target);

        /// <summary>Whether elements are greater; <see cref="gt(Tensor)"/> under another name.</summary>
        public Tensor greater(Tensor target) => gt(target);

        /// <summary>Whether elements are greater or equal; <see cref="ge(Tensor)"/> under another name.</summary>
        public Tensor greater_equal(Tensor target) => ge(target);

        /// <summary>
        /// Whether elements differ by at most <c>atol</c> plus <c>rtol</c> times the other's magnitude.
        /// </summary>
        public Tensor isclose(Tensor other, double rtol = 1E-05, double atol = 1E-08, bool nanEqual = false) =>
            ArithmeticOps.Isclose.Call(this, other, rtol, atol, nanEqual);

        /// <summary>
        /// Whether all elements are close, as <see cref="isclose(Tensor, double, double, bool)"/> has it.
        /// </summary>
        public bool allclose(Tensor target, double rtol = 1E-05, double atol = 1E-08, bool equal_nan = false) =>
            ArithmeticOps.Allclose.CallBool(this, target, rtol, atol, equal_nan);

        /// <summary>Whether both elements are other than zero.</summary>
        public Tensor logical_and(Tensor other) => ArithmeticOps.LogicalAnd.Call(this, other);

        /// <summary>Whether both elements are other than zero, in place.</summary>
        public Tensor logical_and_(Tensor other) => ArithmeticOps.LogicalAndInPlace.CallInPlace(this, other);

        /// <summary>Whether any of the two elements is other than zero.</summary>
        public Tensor logical_or(Tensor other) => ArithmeticOps.LogicalOr.Call(this, other);

        /// <summary>Whether any of the two elements is other than zero, in place.</summary>
        public Tensor logical_or_(Tensor other) => ArithmeticOps.LogicalOrInPlace.CallInPlace(this, other);

        /// <summary>Whether exactly one of the two elements is other than zero.</summary>
        public Tensor logical_xor(Tensor other) => ArithmeticOps.LogicalXor.Call(this, other);

        /// <summary>Whether exactly one of the two elements is other than zero, in place.</summary>
        public Tensor logical_xor_(Tensor other) => ArithmeticOps.LogicalXorInPlace.CallInPlace(this, other);

        /// <summary>The bits set in both.</summary>
        public Tensor bitwise_and(Tensor other) => ArithmeticOps.BitwiseAndTensor.Call(this, other);

        /// <summary>The bits set in both, in place.</summary>
        public Tensor bitwise_and_(Tensor other) => ArithmeticOps.BitwiseAndTensorInPlace.CallInPlace(this, other);

        /// <summary>The bits set in any.</summary>
        public Tensor bitwise_or(Tensor other) => ArithmeticOps.BitwiseOrTensor.Call(this, other);

        /// <summary>The bits set in any, in place.</summary>
        public Tensor bitwise_or_(Tensor other) => ArithmeticOps.BitwiseOrTensorInPlace.CallInPlace(this, other);

        /// <summary>The bits set in exactly one.</summary>
        public Tensor bitwise_xor(Tensor other) => ArithmeticOps.BitwiseXorTensor.Call(this, other);

        /// <summary>The bits set in exactly one, in place.</summary>
        public Tensor bitwise_xor_(Tensor other) => ArithmeticOps.BitwiseXorTensorInPlace.CallInPlace(this, other);

        /// <summary>The bits shifted left.</summary>
        public Tensor bitwise_left_shift(Tensor other) => ArithmeticOps.BitwiseLeftShiftTensor.Call(this, other);

        /// <summary>The bits shifted left, in place.</summary>
        public Tensor bitwise_left_shift_(Tensor other) =>
            ArithmeticOps.BitwiseLeftShiftTensorInPlace.CallInPlace(this, other);

        /// <summary>The bits shifted right.</summary>
        public Tensor bitwise_right_shift(Tensor other) => ArithmeticOps.BitwiseRightShiftTensor.Call(this, other);

        /// <summary>The bits shifted right, in place.</summary>
        public Tensor bitwise_right_shift_(Tensor other) =>
            ArithmeticOps.BitwiseRightShiftTensorInPlace.CallInPlace(this, other);

        /// <summary>Whether each element is among some.</summary>
        public Tensor isin(Tensor test_elements, bool assumeUnique = false, bool invert = false) =>
            ArithmeticOps.IsinTensorTensor.Call(this, test_elements, assumeUnique, invert);
    }
}
