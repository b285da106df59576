using TorchSharp.Engine;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Linear algebra: decompositions, norms, solvers, over batches of matrices.</summary>
    public static partial class linalg
    {
        private static readonly Op Pinv = Op.Find("aten::linalg_pinv");

        /// <summary>The pseudo-inverse of matrices.</summary>
        /// <param name="input">Matrices, <c>[..., m, n]</c>.</param>
        /// <param name="rcond">Singular values below this share of the largest count as zero.</param>
        /// <param name="hermitian">Whether the matrices equal their conjugate transpose.</param>
        /// <returns><c>[..., n, m]</c>.</returns>
        internal static Tensor pinv(Tensor input, double rcond, bool hermitian) => Pinv.Call(input, rcond, hermitian);
    }
}
