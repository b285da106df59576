namespace TorchSharp;

// Arithmetic and comparison of tensors and numbers, with broadcasting.
public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The sum.</summary>
        public Tensor add(Tensor target) => ArithmeticOps.AddTensor.Call(this, target);

        /// <summary>The sum, in place.</summary>
        public Tensor add_(Tensor target) => ArithmeticOps.AddTensorInPlace.CallInPlace(this, target);

        /// <summary>The sum with <c>alpha</c> times the other tensor.</summary>
        public Tensor add(Tensor target, Scalar alpha) => ArithmeticOps.AddTensor.Call(this, target, alpha);

        /// <summary>The sum with <c>alpha</c> times the other tensor, in place.</summary>
        public Tensor add_(Tensor target, Scalar alpha) =>
            ArithmeticOps.AddTensorInPlace.CallInPlace(this, target, alpha);

        /// <summary>The sum with a number.</summary>
        public Tensor add(Scalar scalar) => ArithmeticOps.AddScalar.Call(this, scalar);

        /// <summary>The sum with a number, in place.</summary>
        public Tensor add_(Scalar scalar) => ArithmeticOps.AddScalarInPlace.CallInPlace(this, scalar);

        /// <summary>The sum with <c>alpha</c> times a number.</summary>
        public Tensor add(Scalar scalar, Scalar alpha) => ArithmeticOps.AddScalar.Call(this, scalar, alpha);

        /// <summary>The sum with <c>alpha</c> times a number, in place.</summary>
        public Tensor add_(Scalar scalar, Scalar alpha) =>
            ArithmeticOps.AddScalarInPlace.CallInPlace(this, scalar, alpha);

        /// <summary>The difference.</summary>
        public Tensor sub(Tensor target) => ArithmeticOps.SubTensor.Call(this, target);

        /// <summary>The difference, in place.</summary>
        public Tensor sub_(Tensor target) => ArithmeticOps.SubTensorInPlace.CallInPlace(this, target);

        /// <summary>The difference with a number.</summary>
        public Tensor sub(Scalar target) => ArithmeticOps.SubScalar.Call(this, target);

        /// <summary>The difference with a number, in place.</summary>
        public Tensor sub_(Scalar target) => ArithmeticOps.SubScalarInPlace.CallInPlace(this, target);

        /// <summary>The difference; <see cref="sub(Tensor)"/> under another name.</summary>
        public Tensor subtract(Tensor target) => sub(target);

        /// <summary>The difference; <see cref="sub(Tensor)"/> under another name, in place.</summary>
        public Tensor subtract_(Tensor target) => sub(target);

        /// <summary>The difference; <see cref="sub(Scalar)"/> under another name.</summary>
        public Tensor subtract(Scalar target) => sub(target);

        /// <summary>The difference; <see cref="sub(Scalar)"/> under another name, in place.</summary>
        public Tensor subtract_(Scalar target) => sub(target);

        /// <summary>The product, element by element.</summary>
        public Tensor mul(Tensor target) => ArithmeticOps.MulTensor.Call(this, target);

        /// <summary>The product, element by element, in place.</summary>
        public Tensor mul_(Tensor target) => ArithmeticOps.MulTensorInPlace.CallInPlace(this, target);

        /// <summary>The product with a number.</summary>
        public Tensor mul(Scalar target) => ArithmeticOps.MulScalar.Call(this, target);

        /// <summary>The product with a number, in place.</summary>
        public Tensor mul_(Scalar target) => ArithmeticOps.MulScalarInPlace.CallInPlace(this, target);

        /// <summary>The product; <see cref="mul(Tensor)"/> under another name.</summary>
        public Tensor multiply(Tensor target) => mul(target);

        /// <summary>The product; <see cref="mul(Scalar)"/> under another name.</summary>
        public Tensor multiply(Scalar target) => mul(target);

        /// <summary>The quotient, rounded where asked.</summary>
        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            ArithmeticOps.DivTensorMode.Call(this, target, Rounding(rounding_mode));

        /// <summary>The quotient, rounded where asked, in place.</summary>
        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            ArithmeticOps.DivTensorModeInPlace.CallInPlace(this, target, Rounding(rounding_mode));

        /// <summary>The quotient with a number, rounded where asked.</summary>
        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            ArithmeticOps.DivScalarMode.Call(this, target, Rounding(rounding_mode));

        /// <summary>The quotient with a number, rounded where asked, in place.</summary>
        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            ArithmeticOps.DivScalarModeInPlace.CallInPlace(this, target, Rounding(rounding_mode));

        /// <summary>The quotient; <see cref="div(Tensor, RoundingMode)"/> under another name.</summary>
        public Tensor divide(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            div(target, rounding_mode);

        /// <summary>The quotient; <see cref="div(Tensor, RoundingMode)"/> under another name, in place.</summary>
        public Tensor divide_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            div(target, rounding_mode);

        /// <summary>The quotient; <see cref="div(Scalar, RoundingMode)"/> under another name.</summary>
        public Tensor divide(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            div(target, rounding_mode);

        /// <summary>The quotient; <see cref="div(Scalar, RoundingMode)"/> under another name, in place.</summary>
        public Tensor divide_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            div(target, rounding_mode);

        /// <summary>The quotient, which is never rounded.</summary>
        public Tensor true_divide(Tensor other) => ArithmeticOps.TrueDivideTensor.Call(this, other);

        /// <summary>The quotient, which is never rounded, in place.</summary>
        public Tensor true_divide_(Tensor other) => ArithmeticOps.TrueDivideTensorInPlace.CallInPlace(this, other);

        /// <summary>The quotient with a number, which is never rounded.</summary>
        public Tensor true_divide(Scalar other) => ArithmeticOps.TrueDivideScalar.Call(this, other);

        /// <summary>The quotient with a number, which is never rounded, in place.</summary>
        public Tensor true_divide_(Scalar other) => ArithmeticOps.TrueDivideScalarInPlace.CallInPlace(this, other);

        /// <summary>The quotient rounded down.</summary>
        public Tensor floor_divide(Tensor other) => ArithmeticOps.FloorDivide.Call(this, other);

        /// <summary>The quotient rounded down, in place.</summary>
        public Tensor floor_divide_(Tensor other) => ArithmeticOps.FloorDivideInPlace.CallInPlace(this, other);

        /// <summary>The quotient with a number, rounded down.</summary>
        public Tensor floor_divide(Scalar other) => ArithmeticOps.FloorDivideScalar.Call(this, other);

        /// <summary>The quotient with a number, rounded down, in place.</summary>
        public Tensor floor_divide_(Scalar other) => ArithmeticOps.FloorDivideScalarInPlace.CallInPlace(this, other);

        /// <summary>The remainder, of the divisor's sign.</summary>
        public Tensor remainder(Tensor target) => ArithmeticOps.RemainderTensor.Call(this, target);

        /// <summary>The remainder, of the divisor's sign, in place.</summary>
        public Tensor remainder_(Tensor target) => ArithmeticOps.RemainderTensorInPlace.CallInPlace(this, target);

        /// <summary>The remainder by a number, of its sign.</summary>
        public Tensor remainder(Scalar scalar) => ArithmeticOps.RemainderScalar.Call(this, scalar);

        /// <summary>The remainder by a number, of its sign, in place.</summary>
        public Tensor remainder_(Scalar scalar) => ArithmeticOps.RemainderScalarInPlace.CallInPlace(this, scalar);

        /// <summary>The remainder, of the dividend's sign.</summary>
        public Tensor fmod(Tensor target) => ArithmeticOps.FmodTensor.Call(this, target);

        /// <summary>The remainder, of the dividend's sign, in place.</summary>
        public Tensor fmod_(Tensor target) => ArithmeticOps.FmodTensorInPlace.CallInPlace(this, target);

        /// <summary>The remainder by a number, of the dividend's sign.</summary>
        public Tensor fmod(Scalar scalar) => ArithmeticOps.FmodScalar.Call(this, scalar);

        /// <summary>The remainder by a number, of the dividend's sign, in place.</summary>
        public Tensor fmod_(Scalar scalar) => ArithmeticOps.FmodScalarInPlace.CallInPlace(this, scalar);

        /// <summary>Each element to the power of the exponent's.</summary>
        public Tensor pow(Tensor exponent) => ArithmeticOps.PowTensorTensor.Call(this, exponent);

        /// <summary>Each element to the power of the exponent's, in place.</summary>
        public Tensor pow_(Tensor exponent) => ArithmeticOps.PowTensorTensorInPlace.CallInPlace(this, exponent);

        /// <summary>Each element to the power of a number.</summary>
        public Tensor pow(Scalar exponent) => ArithmeticOps.PowTensorScalar.Call(this, exponent);

        /// <summary>Each element to the power of a number, in place.</summary>
        public Tensor pow_(Scalar exponent) => ArithmeticOps.PowTensorScalarInPlace.CallInPlace(this, exponent);

        /// <summary>Each element to the power of the exponent's, in double precision.</summary>
        public Tensor float_power(Tensor target) => ArithmeticOps.FloatPowerTensorTensor.Call(this, target);

        /// <summary>Each element to the power of the exponent's, in double precision, in place.</summary>
        public Tensor float_power_(Tensor target) =>
            ArithmeticOps.FloatPowerTensorTensorInPlace.CallInPlace(this, target);

        /// <summary>The sum with <c>value</c> times the product of two tensors.</summary>
        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) =>
            ArithmeticOps.Addcmul.Call(this, tensor1, tensor2, value);

        /// <summary>The sum with <c>value</c> times the product of two tensors, in place.</summary>
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            ArithmeticOps.AddcmulInPlace.CallInPlace(this, tensor1, tensor2, value);

        /// <summary>The sum with <c>value</c> times the quotient of two tensors.</summary>
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) =>
            ArithmeticOps.Addcdiv.Call(this, tensor1, tensor2, value);

        /// <summary>The sum with <c>value</c> times the quotient of two tensors, in place.</summary>
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            ArithmeticOps.AddcdivInPlace.CallInPlace(this, tensor1, tensor2, value);

        /// <summary>The sum with the quotient of two tensors.</summary>
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => ArithmeticOps.Addcdiv.Call(this, tensor1, tensor2);

        /// <summary>The sum with the quotient of two tensors, in place.</summary>
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2) =>
            ArithmeticOps.AddcdivInPlace.CallInPlace(this, tensor1, tensor2);

        /// <summary>The point between this and <c>end</c> that <c>weight</c> says: 0 here, 1 there.</summary>
        public Tensor lerp(Tensor end, Tensor weight) => ArithmeticOps.LerpTensor.Call(this, end, weight);

        /// <summary>The point between this and <c>end</c> that <c>weight</c> says: 0 here, 1 there, in place.</summary>
        public Tensor lerp_(Tensor end, Tensor weight) =>
            ArithmeticOps.LerpTensorInPlace.CallInPlace(this, end, weight);

        /// <summary>The length of the hypotenuse over two legs.</summary>
        public Tensor hypot(Tensor other) => ArithmeticOps.Hypot.Call(this, other);

        /// <summary>The logarithm of the sum of two exponentials.</summary>
        public Tensor logaddexp(Tensor other) => ArithmeticOps.Logaddexp.Call(this, other);

        /// <summary>The logarithm to base 2 of the sum of two powers of two.</summary>
        public Tensor logaddexp2(Tensor other) => ArithmeticOps.Logaddexp2.Call(this, other);

        /// <summary>x times the logarithm of y; 0 where x is 0.</summary>
        public Tensor xlogy(Tensor y) => ArithmeticOps.XlogyTensor.Call(this, y);

        /// <summary>x times the logarithm of y; 0 where x is 0, in place.</summary>
        public Tensor xlogy_(Tensor y) => ArithmeticOps.XlogyTensorInPlace.CallInPlace(this, y);

        /// <summary>x times the logarithm of a number; 0 where x is 0.</summary>
        public Tensor xlogy(Scalar y) => ArithmeticOps.XlogyScalarOther.Call(this, y);

        /// <summary>x times the logarithm of a number; 0 where x is 0, in place.</summary>
        public Tensor xlogy_(Scalar y) => ArithmeticOps.XlogyScalarOtherInPlace.CallInPlace(this, y);

        /// <summary>The larger of two elements; NaN where either is.</summary>
        public Tensor maximum(Tensor other) => ArithmeticOps.Maximum.Call(this, other);

        /// <summary>The smaller of two elements; NaN where either is.</summary>
        public Tensor minimum(Tensor other) => ArithmeticOps.Minimum.Call(this, other);

        /// <summary>The larger of two elements, NaN ignored.</summary>
        public Tensor fmax(Tensor other) => ArithmeticOps.Fmax.Call(this, other);

        /// <summary>The smaller of two elements, NaN ignored.</summary>
        public Tensor fmin(Tensor other) => ArithmeticOps.Fmin.Call(this, other);

        /// <summary>The greatest common divisor.</summary>
        public Tensor gcd(Tensor other) => ArithmeticOps.Gcd.Call(this, other);

        /// <summary>The greatest common divisor, in place.</summary>
        public Tensor gcd_(Tensor other) => ArithmeticOps.GcdInPlace.CallInPlace(this, other);

        /// <summary>The least common multiple.</summary>
        public Tensor lcm(Tensor other) => ArithmeticOps.Lcm.Call(this, other);

        /// <summary>The least common multiple, in place.</summary>
        public Tensor lcm_(Tensor other) => ArithmeticOps.LcmInPlace.CallInPlace(this, other);

        /// <summary>The magnitude of this with the sign of the other.</summary>
        public Tensor copysign(Tensor other) => ArithmeticOps.CopysignTensor.Call(this, other);

        /// <summary>The magnitude of this with the sign of the other, in place.</summary>
        public Tensor copysign_(Tensor other) => ArithmeticOps.CopysignTensorInPlace.CallInPlace(this, other);

        /// <summary>The elements forced between two bounds, of which one may be absent.</summary>
        public Tensor clamp(Scalar? min = null, Scalar? max = null) => ArithmeticOps.Clamp.Call(this, min, max);

        /// <summary>The elements forced between two bounds, of which one may be absent, in place.</summary>
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) =>
            ArithmeticOps.ClampInPlace.CallInPlace(this, min, max);

        /// <summary>The elements forced between two bounds, of which one may be absent.</summary>
        public Tensor clamp(Tensor? min = null, Tensor? max = null) => ArithmeticOps.ClampTensor.Call(this, min, max);

        /// <summary>The elements forced between two bounds, of which one may be absent, in place.</summary>
        public Tensor clamp_(Tensor? min = null, Tensor? max = null) =>
            ArithmeticOps.ClampTensorInPlace.CallInPlace(this, min, max);

        /// <summary>
        /// The elements forced between two bounds; <see cref="clamp(Scalar, Scalar)"/> under another name.
        /// </summary>
        public Tensor clip(Scalar? min = null, Scalar? max = null) => clamp(min, max);

        /// <summary>The elements, none above a bound.</summary>
        public Tensor clamp_max(Scalar max) => ArithmeticOps.ClampMax.Call(this, max);

        /// <summary>The elements, none above a bound, in place.</summary>
        public Tensor clamp_max_(Scalar max) => ArithmeticOps.ClampMaxInPlace.CallInPlace(this, max);

        /// <summary>The elements, none below a bound.</summary>
        public Tensor clamp_min(Scalar min) => ArithmeticOps.ClampMin.Call(this, min);

        /// <summary>The elements, none below a bound, in place.</summary>
        public Tensor clamp_min_(Scalar min) => ArithmeticOps.ClampMinInPlace.CallInPlace(this, min);

        /// <summary>Whether elements are equal.</summary>
        public Tensor eq(Tensor target) => ArithmeticOps.EqTensor.Call(this, target);

        /// <summary>Whether elements are equal, in place.</summary>
        public Tensor eq_(Tensor target) => ArithmeticOps.EqTensorInPlace.CallInPlace(this, target);

        /// <summary>Whether elements equal a number.</summary>
        public Tensor eq(Scalar target) => ArithmeticOps.EqScalar.Call(this, target);

        /// <summary>Whether elements equal a number, in place.</summary>
        public Tensor eq_(Scalar target) => ArithmeticOps.EqScalarInPlace.CallInPlace(this, target);

        /// <summary>Whether elements differ.</summary>
        public Tensor ne(Tensor target) => ArithmeticOps.NeTensor.Call(this, target);

        /// <summary>Whether elements differ, in place.</summary>
        public Tensor ne_(Tensor target) => ArithmeticOps.NeTensorInPlace.CallInPlace(this, target);

        /// <summary>Whether elements differ from a number.</summary>
        public Tensor ne(Scalar target) => ArithmeticOps.NeScalar.Call(this, target);
    }
}
