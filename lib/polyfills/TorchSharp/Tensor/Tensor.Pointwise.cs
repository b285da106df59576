namespace TorchSharp;

// Functions of each element.
public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The absolute value of each element.</summary>
        public Tensor abs() => PointwiseOps.Abs.Call(this);

        /// <summary>The absolute value of each element, in place.</summary>
        public Tensor abs_() => PointwiseOps.AbsInPlace.CallInPlace(this);

        /// <summary>The absolute value of each element; <see cref="abs()"/> under another name.</summary>
        public Tensor absolute() => abs();

        /// <summary>The absolute value of each element; <see cref="abs()"/> under another name, in place.</summary>
        public Tensor absolute_() => abs();

        /// <summary>The smallest integer not below each element.</summary>
        public Tensor ceil() => PointwiseOps.Ceil.Call(this);

        /// <summary>The smallest integer not below each element, in place.</summary>
        public Tensor ceil_() => PointwiseOps.CeilInPlace.CallInPlace(this);

        /// <summary>The largest integer not above each element.</summary>
        public Tensor floor() => PointwiseOps.Floor.Call(this);

        /// <summary>The largest integer not above each element, in place.</summary>
        public Tensor floor_() => PointwiseOps.FloorInPlace.CallInPlace(this);

        /// <summary>Each element without its fraction.</summary>
        public Tensor trunc() => PointwiseOps.Trunc.Call(this);

        /// <summary>Each element without its fraction, in place.</summary>
        public Tensor trunc_() => PointwiseOps.TruncInPlace.CallInPlace(this);

        /// <summary>Each element without its fraction; <see cref="trunc()"/> under another name.</summary>
        public Tensor fix() => trunc();

        /// <summary>Each element without its fraction; <see cref="trunc()"/> under another name, in place.</summary>
        public Tensor fix_() => trunc();

        /// <summary>The fraction of each element.</summary>
        public Tensor frac() => PointwiseOps.Frac.Call(this);

        /// <summary>The fraction of each element, in place.</summary>
        public Tensor frac_() => PointwiseOps.FracInPlace.CallInPlace(this);

        /// <summary>Each element rounded to some decimals, ties to even.</summary>
        public Tensor round(long decimals = 0) => PointwiseOps.RoundDecimals.Call(this, decimals);

        /// <summary>Each element rounded to some decimals, ties to even, in place.</summary>
        public Tensor round_(long decimals = 0) => PointwiseOps.RoundDecimalsInPlace.CallInPlace(this, decimals);

        /// <summary>The negative of each element.</summary>
        public Tensor neg() => PointwiseOps.Neg.Call(this);

        /// <summary>The negative of each element, in place.</summary>
        public Tensor neg_() => PointwiseOps.NegInPlace.CallInPlace(this);

        /// <summary>The negative of each element; <see cref="neg()"/> under another name.</summary>
        public Tensor negative() => neg();

        /// <summary>The tensor itself, which must not be boolean.</summary>
        public Tensor positive() => PointwiseOps.Positive.Call(this);

        /// <summary>e to the power of each element.</summary>
        public Tensor exp() => PointwiseOps.Exp.Call(this);

        /// <summary>e to the power of each element, in place.</summary>
        public Tensor exp_() => PointwiseOps.ExpInPlace.CallInPlace(this);

        /// <summary>Two to the power of each element.</summary>
        public Tensor exp2() => PointwiseOps.Exp2.Call(this);

        /// <summary>Two to the power of each element, in place.</summary>
        public Tensor exp2_() => PointwiseOps.Exp2InPlace.CallInPlace(this);

        /// <summary>e to the power of each element, less one; exact for small elements.</summary>
        public Tensor expm1() => PointwiseOps.Expm1.Call(this);

        /// <summary>e to the power of each element, less one; exact for small elements, in place.</summary>
        public Tensor expm1_() => PointwiseOps.Expm1InPlace.CallInPlace(this);

        /// <summary>The natural logarithm of each element.</summary>
        public Tensor log() => PointwiseOps.Log.Call(this);

        /// <summary>The natural logarithm of each element, in place.</summary>
        public Tensor log_() => PointwiseOps.LogInPlace.CallInPlace(this);

        /// <summary>The logarithm to base 2 of each element.</summary>
        public Tensor log2() => PointwiseOps.Log2.Call(this);

        /// <summary>The logarithm to base 2 of each element, in place.</summary>
        public Tensor log2_() => PointwiseOps.Log2InPlace.CallInPlace(this);

        /// <summary>The logarithm to base 10 of each element.</summary>
        public Tensor log10() => PointwiseOps.Log10.Call(this);

        /// <summary>The logarithm to base 10 of each element, in place.</summary>
        public Tensor log10_() => PointwiseOps.Log10InPlace.CallInPlace(this);

        /// <summary>The natural logarithm of one plus each element; exact for small elements.</summary>
        public Tensor log1p() => PointwiseOps.Log1p.Call(this);

        /// <summary>The natural logarithm of one plus each element; exact for small elements, in place.</summary>
        public Tensor log1p_() => PointwiseOps.Log1pInPlace.CallInPlace(this);

        /// <summary>The square root of each element.</summary>
        public Tensor sqrt() => PointwiseOps.Sqrt.Call(this);

        /// <summary>The square root of each element, in place.</summary>
        public Tensor sqrt_() => PointwiseOps.SqrtInPlace.CallInPlace(this);

        /// <summary>One divided by the square root of each element.</summary>
        public Tensor rsqrt() => PointwiseOps.Rsqrt.Call(this);

        /// <summary>One divided by the square root of each element, in place.</summary>
        public Tensor rsqrt_() => PointwiseOps.RsqrtInPlace.CallInPlace(this);

        /// <summary>The square of each element.</summary>
        public Tensor square() => PointwiseOps.Square.Call(this);

        /// <summary>One divided by each element.</summary>
        public Tensor reciprocal() => PointwiseOps.Reciprocal.Call(this);

        /// <summary>One divided by each element, in place.</summary>
        public Tensor reciprocal_() => PointwiseOps.ReciprocalInPlace.CallInPlace(this);

        /// <summary>-1, 0 or 1 by the sign of each element.</summary>
        public Tensor sign() => PointwiseOps.Sign.Call(this);

        /// <summary>-1, 0 or 1 by the sign of each element, in place.</summary>
        public Tensor sign_() => PointwiseOps.SignInPlace.CallInPlace(this);

        /// <summary>The sign of each element; of a complex one, its direction.</summary>
        public Tensor sgn() => PointwiseOps.Sgn.Call(this);

        /// <summary>The sign of each element; of a complex one, its direction, in place.</summary>
        public Tensor sgn_() => PointwiseOps.SgnInPlace.CallInPlace(this);

        /// <summary>Whether the sign bit of each element is set.</summary>
        public Tensor signbit() => PointwiseOps.Signbit.Call(this);

        /// <summary>The logistic function 1 / (1 + exp(-x)) of each element.</summary>
        public Tensor sigmoid() => PointwiseOps.Sigmoid.Call(this);

        /// <summary>The logistic function 1 / (1 + exp(-x)) of each element, in place.</summary>
        public Tensor sigmoid_() => PointwiseOps.SigmoidInPlace.CallInPlace(this);

        /// <summary>The error function of each element.</summary>
        public Tensor erf() => PointwiseOps.Erf.Call(this);

        /// <summary>The error function of each element, in place.</summary>
        public Tensor erf_() => PointwiseOps.ErfInPlace.CallInPlace(this);

        /// <summary>One less the error function of each element.</summary>
        public Tensor erfc() => PointwiseOps.Erfc.Call(this);

        /// <summary>One less the error function of each element, in place.</summary>
        public Tensor erfc_() => PointwiseOps.ErfcInPlace.CallInPlace(this);

        /// <summary>The inverse of the error function of each element.</summary>
        public Tensor erfinv() => PointwiseOps.Erfinv.Call(this);

        /// <summary>The inverse of the error function of each element, in place.</summary>
        public Tensor erfinv_() => PointwiseOps.ErfinvInPlace.CallInPlace(this);

        /// <summary>The logarithm of the absolute value of the gamma function of each element.</summary>
        public Tensor lgamma() => PointwiseOps.Lgamma.Call(this);

        /// <summary>The logarithm of the absolute value of the gamma function of each element, in place.</summary>
        public Tensor lgamma_() => PointwiseOps.LgammaInPlace.CallInPlace(this);

        /// <summary>The derivative of the logarithm of the gamma function of each element.</summary>
        public Tensor digamma() => PointwiseOps.Digamma.Call(this);

        /// <summary>The derivative of the logarithm of the gamma function of each element, in place.</summary>
        public Tensor digamma_() => PointwiseOps.DigammaInPlace.CallInPlace(this);

        /// <summary>The modified Bessel function of the first kind and order zero of each element.</summary>
        public Tensor i0() => PointwiseOps.I0.Call(this);

        /// <summary>The modified Bessel function of the first kind and order zero of each element, in place.</summary>
        public Tensor i0_() => PointwiseOps.I0InPlace.CallInPlace(this);

        /// <summary>sin(pi x) / (pi x) of each element.</summary>
        public Tensor sinc() => PointwiseOps.Sinc.Call(this);

        /// <summary>sin(pi x) / (pi x) of each element, in place.</summary>
        public Tensor sinc_() => PointwiseOps.SincInPlace.CallInPlace(this);

        /// <summary>Degrees as radians.</summary>
        public Tensor deg2rad() => PointwiseOps.Deg2rad.Call(this);

        /// <summary>Degrees as radians, in place.</summary>
        public Tensor deg2rad_() => PointwiseOps.Deg2radInPlace.CallInPlace(this);

        /// <summary>Radians as degrees.</summary>
        public Tensor rad2deg() => PointwiseOps.Rad2deg.Call(this);

        /// <summary>Radians as degrees, in place.</summary>
        public Tensor rad2deg_() => PointwiseOps.Rad2degInPlace.CallInPlace(this);

        /// <summary>The sine of each element, in radians.</summary>
        public Tensor sin() => PointwiseOps.Sin.Call(this);

        /// <summary>The sine of each element, in radians, in place.</summary>
        public Tensor sin_() => PointwiseOps.SinInPlace.CallInPlace(this);

        /// <summary>The cosine of each element, in radians.</summary>
        public Tensor cos() => PointwiseOps.Cos.Call(this);

        /// <summary>The cosine of each element, in radians, in place.</summary>
        public Tensor cos_() => PointwiseOps.CosInPlace.CallInPlace(this);

        /// <summary>The tangent of each element, in radians.</summary>
        public Tensor tan() => PointwiseOps.Tan.Call(this);

        /// <summary>The tangent of each element, in radians, in place.</summary>
        public Tensor tan_() => PointwiseOps.TanInPlace.CallInPlace(this);

        /// <summary>The hyperbolic sine of each element.</summary>
        public Tensor sinh() => PointwiseOps.Sinh.Call(this);

        /// <summary>The hyperbolic sine of each element, in place.</summary>
        public Tensor sinh_() => PointwiseOps.SinhInPlace.CallInPlace(this);

        /// <summary>The hyperbolic cosine of each element.</summary>
        public Tensor cosh() => PointwiseOps.Cosh.Call(this);

        /// <summary>The hyperbolic cosine of each element, in place.</summary>
        public Tensor cosh_() => PointwiseOps.CoshInPlace.CallInPlace(this);

        /// <summary>The hyperbolic tangent of each element.</summary>
        public Tensor tanh() => PointwiseOps.Tanh.Call(this);

        /// <summary>The hyperbolic tangent of each element, in place.</summary>
        public Tensor tanh_() => PointwiseOps.TanhInPlace.CallInPlace(this);

        /// <summary>The arc sine of each element, in radians.</summary>
        public Tensor asin() => PointwiseOps.Asin.Call(this);

        /// <summary>The arc sine of each element, in radians, in place.</summary>
        public Tensor asin_() => PointwiseOps.AsinInPlace.CallInPlace(this);

        /// <summary>The arc cosine of each element, in radians.</summary>
        public Tensor acos() => PointwiseOps.Acos.Call(this);

        /// <summary>The arc cosine of each element, in radians, in place.</summary>
        public Tensor acos_() => PointwiseOps.AcosInPlace.CallInPlace(this);

        /// <summary>The arc tangent of each element, in radians.</summary>
        public Tensor atan() => PointwiseOps.Atan.Call(this);

        /// <summary>The arc tangent of each element, in radians, in place.</summary>
        public Tensor atan_() => PointwiseOps.AtanInPlace.CallInPlace(this);

        /// <summary>The inverse hyperbolic sine of each element.</summary>
        public Tensor asinh() => PointwiseOps.Asinh.Call(this);

        /// <summary>The inverse hyperbolic sine of each element, in place.</summary>
        public Tensor asinh_() => PointwiseOps.AsinhInPlace.CallInPlace(this);

        /// <summary>The inverse hyperbolic cosine of each element.</summary>
        public Tensor acosh() => PointwiseOps.Acosh.Call(this);

        /// <summary>The inverse hyperbolic cosine of each element, in place.</summary>
        public Tensor acosh_() => PointwiseOps.AcoshInPlace.CallInPlace(this);

        /// <summary>The inverse hyperbolic tangent of each element.</summary>
        public Tensor atanh() => PointwiseOps.Atanh.Call(this);

        /// <summary>The inverse hyperbolic tangent of each element, in place.</summary>
        public Tensor atanh_() => PointwiseOps.AtanhInPlace.CallInPlace(this);

        /// <summary>The angle of the point (other, this), in radians.</summary>
        public Tensor atan2(Tensor other) => PointwiseOps.Atan2.Call(this, other);

        /// <summary>The angle of the point (other, this), in radians, in place.</summary>
        public Tensor atan2_(Tensor other) => PointwiseOps.Atan2InPlace.CallInPlace(this, other);

        /// <summary>The logarithm of the odds of each element, which <c>eps</c> keeps away from 0 and 1.</summary>
        public Tensor logit(double? eps = null) => PointwiseOps.Logit.Call(this, eps);

        /// <summary>
        /// The logarithm of the odds of each element, which <c>eps</c> keeps away from 0 and 1, in place.
        /// </summary>
        public Tensor logit_(double? eps = null) => PointwiseOps.LogitInPlace.CallInPlace(this, eps);

        /// <summary>The elements with NaN and infinities replaced.</summary>
        public Tensor nan_to_num(double nan = 0, double? posinf = null, double? neginf = null) =>
            PointwiseOps.NanToNum.Call(this, nan, posinf, neginf);

        /// <summary>The elements with NaN and infinities replaced, in place.</summary>
        public Tensor nan_to_num_(double nan = 0, double? posinf = null, double? neginf = null) =>
            PointwiseOps.NanToNumInPlace.CallInPlace(this, nan, posinf, neginf);

        /// <summary>The complex conjugate of each element, computed at once.</summary>
        public Tensor conj_physical() => PointwiseOps.ConjPhysical.Call(this);

        /// <summary>The complex conjugate of each element, computed at once, in place.</summary>
        public Tensor conj_physical_() => PointwiseOps.ConjPhysicalInPlace.CallInPlace(this);
    }
}
