namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The sum.</summary>
        public static Tensor operator +(Tensor left, Tensor right) => left.add(right);

        /// <inheritdoc cref="operator +(Tensor, Tensor)"/>
        public static Tensor operator +(Tensor left, Scalar right) => left.add(right);

        /// <inheritdoc cref="operator +(Tensor, Tensor)"/>
        public static Tensor operator +(Tensor left, int right) => left.add((Scalar)right);

        /// <inheritdoc cref="operator +(Tensor, Tensor)"/>
        public static Tensor operator +(Tensor left, long right) => left.add((Scalar)right);

        /// <inheritdoc cref="operator +(Tensor, Tensor)"/>
        public static Tensor operator +(Tensor left, float right) => left.add((Scalar)right);

        /// <inheritdoc cref="operator +(Tensor, Tensor)"/>
        public static Tensor operator +(Tensor left, double right) => left.add((Scalar)right);

        /// <inheritdoc cref="operator +(Tensor, Tensor)"/>
        public static Tensor operator +(Scalar left, Tensor right) => right.add(left);

        /// <inheritdoc cref="operator +(Tensor, Tensor)"/>
        public static Tensor operator +(int left, Tensor right) => right.add((Scalar)left);

        /// <inheritdoc cref="operator +(Tensor, Tensor)"/>
        public static Tensor operator +(long left, Tensor right) => right.add((Scalar)left);

        /// <inheritdoc cref="operator +(Tensor, Tensor)"/>
        public static Tensor operator +(float left, Tensor right) => right.add((Scalar)left);

        /// <inheritdoc cref="operator +(Tensor, Tensor)"/>
        public static Tensor operator +(double left, Tensor right) => right.add((Scalar)left);

        /// <summary>The difference.</summary>
        public static Tensor operator -(Tensor left, Tensor right) => left.sub(right);

        /// <inheritdoc cref="operator -(Tensor, Tensor)"/>
        public static Tensor operator -(Tensor left, Scalar right) => left.sub(right);

        /// <inheritdoc cref="operator -(Tensor, Tensor)"/>
        public static Tensor operator -(Tensor left, int right) => left.sub((Scalar)right);

        /// <inheritdoc cref="operator -(Tensor, Tensor)"/>
        public static Tensor operator -(Tensor left, long right) => left.sub((Scalar)right);

        /// <inheritdoc cref="operator -(Tensor, Tensor)"/>
        public static Tensor operator -(Tensor left, float right) => left.sub((Scalar)right);

        /// <inheritdoc cref="operator -(Tensor, Tensor)"/>
        public static Tensor operator -(Tensor left, double right) => left.sub((Scalar)right);

        /// <inheritdoc cref="operator -(Tensor, Tensor)"/>
        public static Tensor operator -(Scalar left, Tensor right) => OperatorOps.Rsub.Call(right, left);

        /// <inheritdoc cref="operator -(Tensor, Tensor)"/>
        public static Tensor operator -(int left, Tensor right) => OperatorOps.Rsub.Call(right, (Scalar)left);

        /// <inheritdoc cref="operator -(Tensor, Tensor)"/>
        public static Tensor operator -(long left, Tensor right) => OperatorOps.Rsub.Call(right, (Scalar)left);

        /// <inheritdoc cref="operator -(Tensor, Tensor)"/>
        public static Tensor operator -(float left, Tensor right) => OperatorOps.Rsub.Call(right, (Scalar)left);

        /// <inheritdoc cref="operator -(Tensor, Tensor)"/>
        public static Tensor operator -(double left, Tensor right) => OperatorOps.Rsub.Call(right, (Scalar)left);

        /// <summary>The product, element by element.</summary>
        public static Tensor operator *(Tensor left, Tensor right) => left.mul(right);

        /// <inheritdoc cref="operator *(Tensor, Tensor)"/>
        public static Tensor operator *(Tensor left, Scalar right) => left.mul(right);

        /// <inheritdoc cref="operator *(Tensor, Tensor)"/>
        public static Tensor operator *(Tensor left, int right) => left.mul((Scalar)right);

        /// <inheritdoc cref="operator *(Tensor, Tensor)"/>
        public static Tensor operator *(Tensor left, long right) => left.mul((Scalar)right);

        /// <inheritdoc cref="operator *(Tensor, Tensor)"/>
        public static Tensor operator *(Tensor left, float right) => left.mul((Scalar)right);

        /// <inheritdoc cref="operator *(Tensor, Tensor)"/>
        public static Tensor operator *(Tensor left, double right) => left.mul((Scalar)right);

        /// <inheritdoc cref="operator *(Tensor, Tensor)"/>
        public static Tensor operator *(Scalar left, Tensor right) => right.mul(left);

        /// <inheritdoc cref="operator *(Tensor, Tensor)"/>
        public static Tensor operator *(int left, Tensor right) => right.mul((Scalar)left);

        /// <inheritdoc cref="operator *(Tensor, Tensor)"/>
        public static Tensor operator *(long left, Tensor right) => right.mul((Scalar)left);

        /// <inheritdoc cref="operator *(Tensor, Tensor)"/>
        public static Tensor operator *(float left, Tensor right) => right.mul((Scalar)left);

        /// <inheritdoc cref="operator *(Tensor, Tensor)"/>
        public static Tensor operator *(double left, Tensor right) => right.mul((Scalar)left);

        /// <summary>The quotient, element by element.</summary>
        public static Tensor operator /(Tensor left, Tensor right) => left.div(right);

        /// <inheritdoc cref="operator /(Tensor, Tensor)"/>
        public static Tensor operator /(Tensor left, Scalar right) => left.div(right);

        /// <inheritdoc cref="operator /(Tensor, Tensor)"/>
        public static Tensor operator /(Tensor left, int right) => left.div((Scalar)right);

        /// <inheritdoc cref="operator /(Tensor, Tensor)"/>
        public static Tensor operator /(Tensor left, long right) => left.div((Scalar)right);

        /// <inheritdoc cref="operator /(Tensor, Tensor)"/>
        public static Tensor operator /(Tensor left, float right) => left.div((Scalar)right);

        /// <inheritdoc cref="operator /(Tensor, Tensor)"/>
        public static Tensor operator /(Tensor left, double right) => left.div((Scalar)right);

        /// <inheritdoc cref="operator /(Tensor, Tensor)"/>
        public static Tensor operator /(Scalar left, Tensor right) => Quotient(left, right);

        /// <inheritdoc cref="operator /(Tensor, Tensor)"/>
        public static Tensor operator /(int left, Tensor right) => Quotient((Scalar)left, right);

        /// <inheritdoc cref="operator /(Tensor, Tensor)"/>
        public static Tensor operator /(long left, Tensor right) => Quotient((Scalar)left, right);

        /// <inheritdoc cref="operator /(Tensor, Tensor)"/>
        public static Tensor operator /(float left, Tensor right) => Quotient((Scalar)left, right);

        /// <inheritdoc cref="operator /(Tensor, Tensor)"/>
        public static Tensor operator /(double left, Tensor right) => Quotient((Scalar)left, right);

        /// <summary>The remainder, of the divisor's sign.</summary>
        public static Tensor operator %(Tensor left, Tensor right) => left.remainder(right);

        /// <inheritdoc cref="operator %(Tensor, Tensor)"/>
        public static Tensor operator %(Tensor left, Scalar right) => left.remainder(right);

        /// <inheritdoc cref="operator %(Tensor, Tensor)"/>
        public static Tensor operator %(Tensor left, int right) => left.remainder((Scalar)right);

        /// <inheritdoc cref="operator %(Tensor, Tensor)"/>
        public static Tensor operator %(Tensor left, long right) => left.remainder((Scalar)right);

        /// <inheritdoc cref="operator %(Tensor, Tensor)"/>
        public static Tensor operator %(Tensor left, float right) => left.remainder((Scalar)right);

        /// <inheritdoc cref="operator %(Tensor, Tensor)"/>
        public static Tensor operator %(Tensor left, double right) => left.remainder((Scalar)right);

        /// <summary>Whether elements are equal. The result is a boolean tensor.</summary>
        public static Tensor operator ==(Tensor left, Tensor right) => left.eq(right);

        /// <inheritdoc cref="eq(Tensor)"/>
        public static Tensor operator ==(Tensor left, Scalar right) => left.eq(right);

        /// <inheritdoc cref="eq(Tensor)"/>
        public static Tensor operator ==(Scalar left, Tensor right) => right.eq(left);

        /// <summary>Whether elements differ. The result is a boolean tensor.</summary>
        public static Tensor operator !=(Tensor left, Tensor right) => left.ne(right);

        /// <inheritdoc cref="ne(Tensor)"/>
        public static Tensor operator !=(Tensor left, Scalar right) => left.ne(right);

        /// <inheritdoc cref="ne(Tensor)"/>
        public static Tensor operator !=(Scalar left, Tensor right) => right.ne(left);

        /// <summary>Whether elements are less. The result is a boolean tensor.</summary>
        public static Tensor operator <(Tensor left, Tensor right) => left.lt(right);

        /// <inheritdoc cref="lt(Tensor)"/>
        public static Tensor operator <(Tensor left, Scalar right) => left.lt(right);

        /// <inheritdoc cref="lt(Tensor)"/>
        public static Tensor operator <(Scalar left, Tensor right) => right.gt(left);

        /// <summary>Whether elements are less or equal. The result is a boolean tensor.</summary>
        public static Tensor operator <=(Tensor left, Tensor right) => left.le(right);

        /// <inheritdoc cref="le(Tensor)"/>
        public static Tensor operator <=(Tensor left, Scalar right) => left.le(right);

        /// <inheritdoc cref="le(Tensor)"/>
        public static Tensor operator <=(Scalar left, Tensor right) => right.ge(left);

        /// <summary>Whether elements are greater. The result is a boolean tensor.</summary>
        public static Tensor operator >(Tensor left, Tensor right) => left.gt(right);

        /// <inheritdoc cref="gt(Tensor)"/>
        public static Tensor operator >(Tensor left, Scalar right) => left.gt(right);

        /// <inheritdoc cref="gt(Tensor)"/>
        public static Tensor operator >(Scalar left, Tensor right) => right.lt(left);

        /// <summary>Whether elements are greater or equal. The result is a boolean tensor.</summary>
        public static Tensor operator >=(Tensor left, Tensor right) => left.ge(right);

        /// <inheritdoc cref="ge(Tensor)"/>
        public static Tensor operator >=(Tensor left, Scalar right) => left.ge(right);

        /// <inheritdoc cref="ge(Tensor)"/>
        public static Tensor operator >=(Scalar left, Tensor right) => right.le(left);

        /// <summary>The bits set in both.</summary>
        public static Tensor operator &(Tensor left, Tensor right) => left.bitwise_and(right);

        /// <summary>The bits set in any.</summary>
        public static Tensor operator |(Tensor left, Tensor right) => left.bitwise_or(right);

        /// <summary>The bits set in exactly one.</summary>
        public static Tensor operator ^(Tensor left, Tensor right) => left.bitwise_xor(right);

        /// <summary>The negative of each element.</summary>
        public static Tensor operator -(Tensor tensor) => tensor.neg();

        /// <summary>The bits of each element flipped; of booleans, their opposite.</summary>
        public static Tensor operator ~(Tensor left) => left.bitwise_not();

        private static Tensor Quotient(Scalar left, Tensor right)
        {
            using Tensor numerator = torch.scalar_tensor(left, right);
            return numerator.div(right);
        }
    }
}
