using TorchSharp.Engine;

namespace TorchSharp;

public static partial class torch
{
    private static class MatrixOps
    {
        internal static readonly Op Addbmm = Op.Find("aten::addbmm");
        internal static readonly Op AddbmmInPlace = Op.Find("aten::addbmm_");
        internal static readonly Op Addmm = Op.Find("aten::addmm");
        internal static readonly Op AddmmInPlace = Op.Find("aten::addmm_");
        internal static readonly Op Addmv = Op.Find("aten::addmv");
        internal static readonly Op AddmvInPlace = Op.Find("aten::addmv_");
        internal static readonly Op Addr = Op.Find("aten::addr");
        internal static readonly Op AddrInPlace = Op.Find("aten::addr_");
        internal static readonly Op Baddbmm = Op.Find("aten::baddbmm");
        internal static readonly Op Bmm = Op.Find("aten::bmm");
        internal static readonly Op Cholesky = Op.Find("aten::cholesky");
        internal static readonly Op CholeskyInverse = Op.Find("aten::cholesky_inverse");
        internal static readonly Op CholeskySolve = Op.Find("aten::cholesky_solve");
        internal static readonly Op Det = Op.Find("aten::det");
        internal static readonly Op Dot = Op.Find("aten::dot");
        internal static readonly Op Einsum = Op.Find("aten::einsum");
        internal static readonly Op Ger = Op.Find("aten::ger");
        internal static readonly Op Inner = Op.Find("aten::inner");
        internal static readonly Op Inverse = Op.Find("aten::inverse");
        internal static readonly Op Kron = Op.Find("aten::kron");
        internal static readonly Op LinalgPinv = Op.Find("aten::linalg_pinv");
        internal static readonly Op Logdet = Op.Find("aten::logdet");
        internal static readonly Op Matmul = Op.Find("aten::matmul");
        internal static readonly Op MatrixExp = Op.Find("aten::matrix_exp");
        internal static readonly Op MatrixPower = Op.Find("aten::matrix_power");
        internal static readonly Op Mm = Op.Find("aten::mm");
        internal static readonly Op Mv = Op.Find("aten::mv");
        internal static readonly Op Outer = Op.Find("aten::outer");
        internal static readonly Op Tensordot = Op.Find("aten::tensordot");
        internal static readonly Op Vdot = Op.Find("aten::vdot");
    }
}
