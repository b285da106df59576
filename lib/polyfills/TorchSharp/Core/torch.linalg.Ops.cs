using TorchSharp.Engine;

namespace TorchSharp;

public static partial class torch
{
    public static partial class linalg
    {
        /// <summary>How much of a QR decomposition is computed.</summary>
        public enum QRMode
        {
            /// <summary>Q of as many columns as the smaller side.</summary>
            Reduced = 0,

            /// <summary>A square Q.</summary>
            Complete = 1,

            /// <summary>R alone; Q is empty.</summary>
            R = 2,
        }

        private static string Mode(QRMode mode) => mode switch
        {
            QRMode.Reduced => "reduced",
            QRMode.Complete => "complete",
            QRMode.R => "r",
            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "a mode is Reduced, Complete or R"),
        };

        private static (Tensor, Tensor, Tensor, Tensor) Four(Tensor[] results) => (results[0], results[1], results[2], results[3]);

        private static Tensor Into(Tensor? target, Tensor result)
        {
            if (target is null)
            {
                return result;
            }

            using (result)
            {
                using IDisposable mode = no_grad();
                target.set_(result);
                return target;
            }
        }

        private static class Ops
        {
            internal static readonly Op Cholesky = Op.Find("aten::linalg_cholesky");
            internal static readonly Op CholeskyEx = Op.Find("aten::linalg_cholesky_ex");
            internal static readonly Op Cond = Op.Find("aten::linalg_cond");
            internal static readonly Op CondPStr = Op.Find("aten::linalg_cond", "p_str");
            internal static readonly Op Cross = Op.Find("aten::linalg_cross");
            internal static readonly Op Det = Op.Find("aten::linalg_det");
            internal static readonly Op Diagonal = Op.Find("aten::linalg_diagonal");
            internal static readonly Op Eig = Op.Find("aten::linalg_eig");
            internal static readonly Op Eigh = Op.Find("aten::linalg_eigh");
            internal static readonly Op Eigvals = Op.Find("aten::linalg_eigvals");
            internal static readonly Op Eigvalsh = Op.Find("aten::linalg_eigvalsh");
            internal static readonly Op HouseholderProduct = Op.Find("aten::linalg_householder_product");
            internal static readonly Op Inv = Op.Find("aten::linalg_inv");
            internal static readonly Op InvEx = Op.Find("aten::linalg_inv_ex");
            internal static readonly Op Lstsq = Op.Find("aten::linalg_lstsq");
            internal static readonly Op Lu = Op.Find("aten::linalg_lu");
            internal static readonly Op LuFactor = Op.Find("aten::linalg_lu_factor");
            internal static readonly Op MatrixExp = Op.Find("aten::linalg_matrix_exp");
            internal static readonly Op MatrixNorm = Op.Find("aten::linalg_matrix_norm");
            internal static readonly Op MatrixNormStrOrd = Op.Find("aten::linalg_matrix_norm", "str_ord");
            internal static readonly Op MatrixRankAtolRtolFloat = Op.Find("aten::linalg_matrix_rank", "atol_rtol_float");
            internal static readonly Op MatrixRankAtolRtolTensor = Op.Find("aten::linalg_matrix_rank", "atol_rtol_tensor");
            internal static readonly Op MultiDot = Op.Find("aten::linalg_multi_dot");
            internal static readonly Op Norm = Op.Find("aten::linalg_norm");
            internal static readonly Op NormOrdStr = Op.Find("aten::linalg_norm", "ord_str");
            internal static readonly Op PinvAtolRtolFloat = Op.Find("aten::linalg_pinv", "atol_rtol_float");
            internal static readonly Op PinvAtolRtolTensor = Op.Find("aten::linalg_pinv", "atol_rtol_tensor");
            internal static readonly Op Qr = Op.Find("aten::linalg_qr");
            internal static readonly Op Slogdet = Op.Find("aten::linalg_slogdet");
            internal static readonly Op Solve = Op.Find("aten::linalg_solve");
            internal static readonly Op SolveTriangular = Op.Find("aten::linalg_solve_triangular");
            internal static readonly Op Svd = Op.Find("aten::linalg_svd");
            internal static readonly Op Svdvals = Op.Find("aten::linalg_svdvals");
            internal static readonly Op Tensorinv = Op.Find("aten::linalg_tensorinv");
            internal static readonly Op Vander = Op.Find("aten::linalg_vander");
            internal static readonly Op Vecdot = Op.Find("aten::linalg_vecdot");
            internal static readonly Op VectorNorm = Op.Find("aten::linalg_vector_norm");
        }
    }
}
