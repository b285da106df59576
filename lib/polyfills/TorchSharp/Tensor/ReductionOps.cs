using TorchSharp.Engine;

namespace TorchSharp;

public static partial class torch
{
    private static class ReductionOps
    {
        internal static readonly Op All = Op.Find("aten::all");
        internal static readonly Op AllDim = Op.Find("aten::all", "dim");
        internal static readonly Op Amax = Op.Find("aten::amax");
        internal static readonly Op Amin = Op.Find("aten::amin");
        internal static readonly Op Any = Op.Find("aten::any");
        internal static readonly Op AnyDim = Op.Find("aten::any", "dim");
        internal static readonly Op Argmax = Op.Find("aten::argmax");
        internal static readonly Op Argmin = Op.Find("aten::argmin");
        internal static readonly Op Argsort = Op.Find("aten::argsort");
        internal static readonly Op Argwhere = Op.Find("aten::argwhere");
        internal static readonly Op Bincount = Op.Find("aten::bincount");
        internal static readonly Op BucketizeTensor = Op.Find("aten::bucketize", "Tensor");
        internal static readonly Op Corrcoef = Op.Find("aten::corrcoef");
        internal static readonly Op CountNonzeroDimIntList = Op.Find("aten::count_nonzero", "dim_IntList");
        internal static readonly Op Cov = Op.Find("aten::cov");
        internal static readonly Op Cummax = Op.Find("aten::cummax");
        internal static readonly Op Cummin = Op.Find("aten::cummin");
        internal static readonly Op Cumprod = Op.Find("aten::cumprod");
        internal static readonly Op Cumsum = Op.Find("aten::cumsum");
        internal static readonly Op Diff = Op.Find("aten::diff");
        internal static readonly Op Dist = Op.Find("aten::dist");
        internal static readonly Op Histc = Op.Find("aten::histc");
        internal static readonly Op Kthvalue = Op.Find("aten::kthvalue");
        internal static readonly Op LogSoftmaxInt = Op.Find("aten::log_softmax", "int");
        internal static readonly Op Logcumsumexp = Op.Find("aten::logcumsumexp");
        internal static readonly Op Logsumexp = Op.Find("aten::logsumexp");
        internal static readonly Op Max = Op.Find("aten::max");
        internal static readonly Op MaxDim = Op.Find("aten::max", "dim");
        internal static readonly Op MaxOther = Op.Find("aten::max", "other");
        internal static readonly Op Mean = Op.Find("aten::mean");
        internal static readonly Op MeanDim = Op.Find("aten::mean", "dim");
        internal static readonly Op Median = Op.Find("aten::median");
        internal static readonly Op Min = Op.Find("aten::min");
        internal static readonly Op MinDim = Op.Find("aten::min", "dim");
        internal static readonly Op MinOther = Op.Find("aten::min", "other");
        internal static readonly Op Mode = Op.Find("aten::mode");
        internal static readonly Op Msort = Op.Find("aten::msort");
        internal static readonly Op Nanmean = Op.Find("aten::nanmean");
        internal static readonly Op Nanmedian = Op.Find("aten::nanmedian");
        internal static readonly Op Nanquantile = Op.Find("aten::nanquantile");
        internal static readonly Op Nansum = Op.Find("aten::nansum");
        internal static readonly Op Nonzero = Op.Find("aten::nonzero");
        internal static readonly Op NormScalar = Op.Find("aten::norm", "Scalar");
        internal static readonly Op NormScalarOptDim = Op.Find("aten::norm", "ScalarOpt_dim");
        internal static readonly Op Prod = Op.Find("aten::prod");
        internal static readonly Op ProdDimInt = Op.Find("aten::prod", "dim_int");
        internal static readonly Op Quantile = Op.Find("aten::quantile");
        internal static readonly Op Renorm = Op.Find("aten::renorm");
        internal static readonly Op SoftmaxInt = Op.Find("aten::softmax", "int");
        internal static readonly Op SortStable = Op.Find("aten::sort", "stable");
        internal static readonly Op Std = Op.Find("aten::std");
        internal static readonly Op StdDim = Op.Find("aten::std", "dim");
        internal static readonly Op StdMean = Op.Find("aten::std_mean");
        internal static readonly Op StdMeanDim = Op.Find("aten::std_mean", "dim");
        internal static readonly Op Sum = Op.Find("aten::sum");
        internal static readonly Op SumDimIntList = Op.Find("aten::sum", "dim_IntList");
        internal static readonly Op Topk = Op.Find("aten::topk");
        internal static readonly Op Trace = Op.Find("aten::trace");
        internal static readonly Op Var = Op.Find("aten::var");
        internal static readonly Op VarDim = Op.Find("aten::var", "dim");
        internal static readonly Op VarMean = Op.Find("aten::var_mean");
        internal static readonly Op VarMeanDim = Op.Find("aten::var_mean", "dim");
    }
}
