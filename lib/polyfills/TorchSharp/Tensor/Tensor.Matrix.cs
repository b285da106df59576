namespace TorchSharp;

// Products of matrices and vectors.
public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The matrix product, over batches with broadcasting.</summary>
        public Tensor matmul(Tensor target) => MatrixOps.Matmul.Call(this, target);

        /// <summary>The product of two matrices.</summary>
        public Tensor mm(Tensor target) => MatrixOps.Mm.Call(this, target);

        /// <summary>The products of two batches of matrices.</summary>
        public Tensor bmm(Tensor batch2) => MatrixOps.Bmm.Call(this, batch2);

        /// <summary>The product of a matrix and a vector.</summary>
        public Tensor mv(Tensor target) => MatrixOps.Mv.Call(this, target);

        /// <summary>The inner product of two vectors.</summary>
        public Tensor dot(Tensor target) => MatrixOps.Dot.Call(this, target);

        /// <summary>The inner product of two vectors, the first conjugated.</summary>
        public Tensor vdot(Tensor target) => MatrixOps.Vdot.Call(this, target);

        /// <summary>The inner product over the last dimensions.</summary>
        public Tensor inner(Tensor vec2) => MatrixOps.Inner.Call(this, vec2);

        /// <summary>The outer product of two vectors.</summary>
        public Tensor outer(Tensor vec2) => MatrixOps.Outer.Call(this, vec2);

        /// <summary>The outer product of two vectors; <see cref="outer(Tensor)"/> under another name.</summary>
        public Tensor ger(Tensor vec2) => MatrixOps.Ger.Call(this, vec2);

        /// <summary>The Kronecker product.</summary>
        public Tensor kron(Tensor other) => MatrixOps.Kron.Call(this, other);

        /// <summary><c>beta</c> times this plus <c>alpha</c> times the product of two matrices.</summary>
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) =>
            MatrixOps.Addmm.Call(this, mat1, mat2, beta, alpha);

        /// <summary><c>beta</c> times this plus <c>alpha</c> times the product of two matrices, in place.</summary>
        public Tensor addmm_(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) =>
            MatrixOps.AddmmInPlace.CallInPlace(this, mat1, mat2, beta, alpha);

        /// <summary><c>beta</c> times this plus <c>alpha</c> times the product of a matrix and a vector.</summary>
        public Tensor addmv(Tensor mat, Tensor vec, float beta = 1, float alpha = 1) =>
            MatrixOps.Addmv.Call(this, mat, vec, beta, alpha);

        /// <summary>
        /// <c>beta</c> times this plus <c>alpha</c> times the product of a matrix and a vector, in place.
        /// </summary>
        public Tensor addmv_(Tensor mat, Tensor vec, float beta = 1, float alpha = 1) =>
            MatrixOps.AddmvInPlace.CallInPlace(this, mat, vec, beta, alpha);

        /// <summary><c>beta</c> times this plus <c>alpha</c> times the outer product of two vectors.</summary>
        public Tensor addr(Tensor vec1, Tensor vec2, float beta = 1, float alpha = 1) =>
            MatrixOps.Addr.Call(this, vec1, vec2, beta, alpha);

        /// <summary>
        /// <c>beta</c> times this plus <c>alpha</c> times the outer product of two vectors, in place.
        /// </summary>
        public Tensor addr_(Tensor vec1, Tensor vec2, float beta = 1, float alpha = 1) =>
            MatrixOps.AddrInPlace.CallInPlace(this, vec1, vec2, beta, alpha);

        /// <summary><c>beta</c> times this plus <c>alpha</c> times the sum of the products of two batches.</summary>
        public Tensor addbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
            MatrixOps.Addbmm.Call(this, batch1, batch2, beta, alpha);

        /// <summary>
        /// <c>beta</c> times this plus <c>alpha</c> times the sum of the products of two batches, in place.
        /// </summary>
        public Tensor addbmm_(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
            MatrixOps.AddbmmInPlace.CallInPlace(this, batch1, batch2, beta, alpha);

        /// <summary><c>beta</c> times this plus <c>alpha</c> times the products of two batches.</summary>
        public Tensor baddbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
            MatrixOps.Baddbmm.Call(this, batch1, batch2, beta, alpha);

        /// <summary>The sum of products over some dimensions of each.</summary>
        public Tensor tensordot(Tensor b, long[] dims1, long[] dims2) =>
            MatrixOps.Tensordot.Call(this, b, dims1, dims2);

        /// <summary>A matrix multiplied by itself.</summary>
        public Tensor matrix_power(int n) => MatrixOps.MatrixPower.Call(this, n);

        /// <summary>The exponential of a matrix.</summary>
        public Tensor matrix_exp() => MatrixOps.MatrixExp.Call(this);

        /// <summary>The inverse of a matrix.</summary>
        public Tensor inverse() => MatrixOps.Inverse.Call(this);

        /// <summary>The determinant of a matrix.</summary>
        public Tensor det() => MatrixOps.Det.Call(this);

        /// <summary>The logarithm of the determinant of a matrix.</summary>
        public Tensor logdet() => MatrixOps.Logdet.Call(this);

        /// <summary>The pseudo-inverse of a matrix.</summary>
        public Tensor pinverse(double rcond = 1E-15, bool hermitian = false) =>
            MatrixOps.LinalgPinv.Call(this, rcond, hermitian);

        /// <summary>The Cholesky factor of a positive-definite matrix.</summary>
        public Tensor cholesky(bool upper = false) => MatrixOps.Cholesky.Call(this, upper);

        /// <summary>The inverse of a matrix from its Cholesky factor.</summary>
        public Tensor cholesky_inverse(bool upper = false) => MatrixOps.CholeskyInverse.Call(this, upper);

        /// <summary>The solution of a linear system from a Cholesky factor.</summary>
        public Tensor cholesky_solve(Tensor input2, bool upper = false) =>
            MatrixOps.CholeskySolve.Call(this, input2, upper);
    }
}
