using TorchSharp.Engine;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Linear algebra: decompositions, norms, solvers, over batches of matrices.</summary>
    public static partial class linalg
    {
        /// <summary>The lower Cholesky factor of positive-definite matrices <c>[..., n, n]</c>.</summary>
        public static Tensor cholesky(Tensor input) => Ops.Cholesky.Call(input);

        /// <summary>
        /// The lower Cholesky factor, and for each matrix the order of the first minor that is not positive.
        /// </summary>
        public static (Tensor L, Tensor info) cholesky_ex(Tensor input, bool check_errors = false) =>
            Ops.CholeskyEx.Call2(input, OpArgument.None, check_errors);

        /// <summary>The condition number of matrices: largest by smallest singular value.</summary>
        public static Tensor cond(Tensor input) => Ops.Cond.Call(input);

        /// <summary>The condition number of matrices by a norm.</summary>
        public static Tensor cond(Tensor input, double p) => Ops.Cond.Call(input, p);

        /// <summary>The condition number of matrices by a norm.</summary>
        public static Tensor cond(Tensor input, int p) => Ops.Cond.Call(input, p);

        /// <summary>The condition number of matrices by a norm: <c>fro</c> or <c>nuc</c>.</summary>
        public static Tensor cond(Tensor input, string p) => Ops.CondPStr.Call(input, p);

        /// <summary>The cross product of vectors of three elements.</summary>
        public static Tensor cross(Tensor input, Tensor other, long dim = -1) => Ops.Cross.Call(input, other, dim);

        /// <summary>The determinant of matrices.</summary>
        public static Tensor det(Tensor input) => Ops.Det.Call(input);

        /// <summary>The sign of the determinant and the logarithm of its absolute value.</summary>
        public static (Tensor res, Tensor logabsdet) slogdet(Tensor input) => Ops.Slogdet.Call2(input);

        /// <summary>The eigenvalues and eigenvectors of matrices, complex.</summary>
        public static (Tensor Eigenvalues, Tensor Eigenvectors) eig(Tensor input) => Ops.Eig.Call2(input);

        /// <summary>The eigenvalues of matrices, complex.</summary>
        public static Tensor eigvals(Tensor input) => Ops.Eigvals.Call(input);

        /// <summary>The eigenvalues, ascending, and eigenvectors of symmetric matrices.</summary>
        public static (Tensor Eigenvalues, Tensor Eigenvectors) eigh(Tensor input, char UPLO = 'L') =>
            Ops.Eigh.Call2(input, UPLO.ToString());

        /// <summary>The eigenvalues, ascending, of symmetric matrices.</summary>
        public static Tensor eigvalsh(Tensor input, char UPLO = 'L') => Ops.Eigvalsh.Call(input, UPLO.ToString());

        /// <summary>The inverse of matrices.</summary>
        public static Tensor inv(Tensor input) => Ops.Inv.Call(input);

        /// <summary>The inverse of matrices, and for each one an error code (0: none).</summary>
        public static (Tensor L, Tensor info) inv_ex(Tensor input, bool check_errors = false) =>
            Ops.InvEx.Call2(input, check_errors);

        /// <summary>The least-squares solution of linear systems, with residuals, rank and singular values.</summary>
        public static (
            Tensor Solution, Tensor Residuals, Tensor Rank, Tensor SingularValues) lstsq(Tensor input, Tensor other) =>
            Four(Ops.Lstsq.CallMany(input, other));

        /// <summary>The least-squares solution of linear systems, with residuals, rank and singular values.</summary>
        public static (
            Tensor Solution, Tensor Residuals, Tensor Rank, Tensor SingularValues) lstsq(Tensor input, Tensor other,
            double rcond) =>
            Four(Ops.Lstsq.CallMany(input, other, rcond));

        /// <summary>The permutation and the triangular factors of matrices.</summary>
        public static (Tensor P, Tensor L, Tensor U) lu(Tensor input, bool pivot = true) => Ops.Lu.Call3(input, pivot);

        /// <summary>Both triangular factors of matrices in one, and the pivots.</summary>
        public static (Tensor LU, Tensor Pivots) lu_factor(Tensor input, bool pivot = true) =>
            Ops.LuFactor.Call2(input, pivot);

        /// <summary>The exponential of matrices.</summary>
        public static Tensor matrix_exp(Tensor input) => Ops.MatrixExp.Call(input);

        /// <summary>A norm of matrices: 1, 2, their negatives, or infinity.</summary>
        public static Tensor matrix_norm(Tensor input, double ord, long[]? dims = null, bool keepdim = false) =>
            Ops.MatrixNorm.Call(input, ord, dims ?? [-2, -1], keepdim);

        /// <summary>A norm of matrices: <c>fro</c> or <c>nuc</c>.</summary>
        public static Tensor matrix_norm(Tensor input, string ord = "fro", long[]? dims = null, bool keepdim = false) =>
            Ops.MatrixNormStrOrd.Call(input, ord, dims ?? [-2, -1], keepdim);

        /// <summary>The rank of matrices: singular values above the tolerances.</summary>
        public static Tensor matrix_rank(
            Tensor input, double? atol = null, double? rtol = null, bool hermitian = false) =>
            Ops.MatrixRankAtolRtolFloat.Call(input, atol, rtol, hermitian);

        /// <summary>The rank of matrices: singular values above the tolerances.</summary>
        public static Tensor matrix_rank(Tensor input, Tensor atol, Tensor? rtol = null, bool hermitian = false) =>
            Ops.MatrixRankAtolRtolTensor.Call(input, atol, rtol, hermitian);

        /// <summary>The product of several matrices, in the cheapest order.</summary>
        public static Tensor multi_dot(IList<Tensor> tensors) => Ops.MultiDot.Call(tensors.ToArray());

        /// <summary>The 2-norm of vectors, the Frobenius norm of matrices.</summary>
        public static Tensor norm(Tensor input, long[]? dims = null, bool keepdim = false) =>
            Ops.Norm.Call(input, OpArgument.None, dims, keepdim);

        /// <summary>A norm of vectors or matrices.</summary>
        public static Tensor norm(Tensor input, double ord, long[]? dims = null, bool keepdim = false) =>
            Ops.Norm.Call(input, ord, dims, keepdim);

        /// <summary>A norm of vectors or matrices.</summary>
        public static Tensor norm(Tensor input, int ord, long[]? dims = null, bool keepdim = false) =>
            Ops.Norm.Call(input, ord, dims, keepdim);

        /// <summary>A norm of matrices: <c>fro</c> or <c>nuc</c>.</summary>
        public static Tensor norm(Tensor input, string ord, long[]? dims = null, bool keepdim = false) =>
            Ops.NormOrdStr.Call(input, ord, dims, keepdim);

        /// <summary>The pseudo-inverse of matrices <c>[..., m, n]</c>, as <c>[..., n, m]</c>.</summary>
        public static Tensor pinv(Tensor input, double? atol = null, double? rtol = null, bool hermitian = false) =>
            Ops.PinvAtolRtolFloat.Call(input, atol, rtol, hermitian);

        /// <summary>The pseudo-inverse of matrices <c>[..., m, n]</c>, as <c>[..., n, m]</c>.</summary>
        public static Tensor pinv(Tensor input, Tensor atol, Tensor? rtol = null, bool hermitian = false) =>
            Ops.PinvAtolRtolTensor.Call(input, atol, rtol, hermitian);

        /// <summary>An orthogonal and an upper triangular factor of matrices.</summary>
        public static (Tensor Q, Tensor R) qr(Tensor input, QRMode mode = QRMode.Reduced) =>
            Ops.Qr.Call2(input, Mode(mode));

        /// <summary>The solution X of A X = B (or of X A = B).</summary>
        public static Tensor solve(Tensor A, Tensor B, bool left = true) => Ops.Solve.Call(A, B, left);

        /// <summary>The solution of a linear system whose matrix is triangular.</summary>
        public static Tensor solve_triangular(
            Tensor A, Tensor B, bool upper, bool left = true, bool unitriangular = false, Tensor? @out = null) =>
            Into(@out, Ops.SolveTriangular.Call(A, B, upper, left, unitriangular));

        /// <summary>Singular value decomposition: input = U diag(S) Vh, singular values in descending order.</summary>
        public static (Tensor U, Tensor S, Tensor Vh) svd(Tensor input, bool fullMatrices = true) =>
            Ops.Svd.Call3(input, fullMatrices);

        /// <summary>The singular values of matrices, descending.</summary>
        public static Tensor svdvals(Tensor input) => Ops.Svdvals.Call(input);

        /// <summary>The inverse of the map that a tensor describes.</summary>
        public static Tensor tensorinv(Tensor input, long ind) => Ops.Tensorinv.Call(input, ind);

        /// <summary>Matrices of ascending powers.</summary>
        public static Tensor vander(Tensor input, long? N = null) => Ops.Vander.Call(input, N);

        /// <summary>Inner products along one dimension.</summary>
        public static Tensor vecdot(Tensor x, Tensor y, long dim = -1, Tensor? @out = null) =>
            Into(@out, Ops.Vecdot.Call(x, y, dim));

        /// <summary>A norm of vectors, over all dimensions or some.</summary>
        public static Tensor vector_norm(Tensor input, double ord = 2, long[]? dims = null, bool keepdim = false) =>
            Ops.VectorNorm.Call(input, ord, dims, keepdim);

        /// <summary>The diagonal of matrices, as a view.</summary>
        public static Tensor diagonal(Tensor input, int offset = 0, int dim1 = -2, int dim2 = -1) =>
            Ops.Diagonal.Call(input, offset, dim1, dim2);

        /// <summary>The first columns of a product of Householder reflections.</summary>
        public static Tensor householder_product(Tensor A, Tensor tau) => Ops.HouseholderProduct.Call(A, tau);
    }
}
