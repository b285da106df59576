namespace TorchSharp;

// Reductions, orders and searches.
public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The sum of all elements, in another type where asked.</summary>
        public Tensor sum(ScalarType? type = null) => ReductionOps.Sum.Call(this, type);

        /// <summary>The sum over some dimensions.</summary>
        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) =>
            ReductionOps.SumDimIntList.Call(this, dim, keepdim, type);

        /// <summary>The sum over one dimension.</summary>
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) =>
            ReductionOps.SumDimIntList.Call(this, dim, keepdim, type);

        /// <summary>The sum over two dimensions.</summary>
        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) =>
            sum([dim0, dim1], keepdim, type);

        /// <summary>The sum over three dimensions.</summary>
        public Tensor sum(long dim0, long dim1, long dim2, bool keepdim = false, ScalarType? type = null) =>
            sum([dim0, dim1, dim2], keepdim, type);

        /// <summary>The sum over some dimensions.</summary>
        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) =>
            sum(dim.ToArray(), keepdim, type);

        /// <summary>The sum of all elements that are not NaN.</summary>
        public Tensor nansum() => ReductionOps.Nansum.Call(this);

        /// <summary>The mean of all elements.</summary>
        public Tensor mean() => ReductionOps.Mean.Call(this);

        /// <summary>The mean over some dimensions.</summary>
        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
            ReductionOps.MeanDim.Call(this, dimensions, keepdim, type);

        /// <summary>The median of all elements, the lower of two.</summary>
        public Tensor median() => ReductionOps.Median.Call(this);

        /// <summary>The product of all elements.</summary>
        public Tensor prod(ScalarType? type = null) => ReductionOps.Prod.Call(this, type);

        /// <summary>The product over one dimension.</summary>
        public Tensor prod(long dim, bool keepdim = false, ScalarType? type = null) =>
            ReductionOps.ProdDimInt.Call(this, dim, keepdim, type);

        /// <summary>The variance of all elements; unbiased: divided by one less than their number.</summary>
        public Tensor var(bool unbiased = true) => ReductionOps.Var.Call(this, unbiased);

        /// <summary>The variance over one dimension.</summary>
        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            As(ReductionOps.VarDim.Call(this, dim, unbiased, keepdim), type);

        /// <summary>The variance over some dimensions.</summary>
        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            As(ReductionOps.VarDim.Call(this, dimensions, unbiased, keepdim), type);

        /// <summary>The standard deviation of all elements; unbiased: divided by one less than their number.</summary>
        public Tensor std(bool unbiased = true) => ReductionOps.Std.Call(this, unbiased);

        /// <summary>The standard deviation over one dimension.</summary>
        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            As(ReductionOps.StdDim.Call(this, dim, unbiased, keepdim), type);

        /// <summary>The standard deviation over some dimensions.</summary>
        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            As(ReductionOps.StdDim.Call(this, dimensions, unbiased, keepdim), type);

        /// <summary>The standard deviation and the mean of all elements.</summary>
        public (Tensor std, Tensor mean) std_mean(bool unbiased = true) => ReductionOps.StdMean.Call2(this, unbiased);

        /// <summary>The standard deviation and the mean over one dimension.</summary>
        public (
            Tensor std, Tensor mean) std_mean(long dim, bool unbiased = true, bool keepdim = false,
            ScalarType? type = null) =>
            ReductionOps.StdMeanDim.Call2(this, dim, unbiased, keepdim);

        /// <summary>The variance and the mean of all elements.</summary>
        public (Tensor @var, Tensor mean) var_mean(bool unbiased = true) => ReductionOps.VarMean.Call2(this, unbiased);

        /// <summary>The variance and the mean over one dimension.</summary>
        public (
            Tensor @var, Tensor mean) var_mean(long dim, bool unbiased = true, bool keepdim = false,
            ScalarType? type = null) =>
            ReductionOps.VarMeanDim.Call2(this, dim, unbiased, keepdim);

        /// <summary>The largest of all elements.</summary>
        public Tensor max() => ReductionOps.Max.Call(this);

        /// <summary>The larger of two elements.</summary>
        public Tensor max(Tensor other) => ReductionOps.MaxOther.Call(this, other);

        /// <summary>The largest along one dimension, and where it is.</summary>
        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) =>
            ReductionOps.MaxDim.Call2(this, dim, keepdim);

        /// <summary>The smallest of all elements.</summary>
        public Tensor min() => ReductionOps.Min.Call(this);

        /// <summary>The smaller of two elements.</summary>
        public Tensor min(Tensor other) => ReductionOps.MinOther.Call(this, other);

        /// <summary>The smallest along one dimension, and where it is.</summary>
        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) =>
            ReductionOps.MinDim.Call2(this, dim, keepdim);

        /// <summary>The largest over some dimensions.</summary>
        public Tensor amax(params long[] dims) => ReductionOps.Amax.Call(this, dims);

        /// <summary>The smallest over some dimensions.</summary>
        public Tensor amin(params long[] dims) => ReductionOps.Amin.Call(this, dims);

        /// <summary>The position of the largest element of the flattened tensor.</summary>
        public Tensor argmax() => ReductionOps.Argmax.Call(this);

        /// <summary>The position of the largest along one dimension.</summary>
        public Tensor argmax(long dim, bool keepdim = false) => ReductionOps.Argmax.Call(this, dim, keepdim);

        /// <summary>The position of the smallest element of the flattened tensor.</summary>
        public Tensor argmin() => ReductionOps.Argmin.Call(this);

        /// <summary>The position of the smallest along one dimension.</summary>
        public Tensor argmin(long dim, bool keepdim = false) => ReductionOps.Argmin.Call(this, dim, keepdim);

        /// <summary>The positions that sort along one dimension.</summary>
        public Tensor argsort(long dim = -1, bool descending = false) =>
            ReductionOps.Argsort.Call(this, dim, descending);

        /// <summary>The elements sorted along one dimension, and where they were.</summary>
        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) =>
            ReductionOps.SortStable.Call2(this, stable, dim, descending);

        /// <summary>The k largest (or smallest) along one dimension, and where they were.</summary>
        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) =>
            ReductionOps.Topk.Call2(this, k, dim, largest, sorted);

        /// <summary>The k-th smallest along one dimension, and where it was.</summary>
        public (Tensor Values, Tensor Indices) kthvalue(long k, long? dim, bool keepdim = false) =>
            ReductionOps.Kthvalue.Call2(this, k, dim ?? -1, keepdim);

        /// <summary>The most frequent value along one dimension, and where it was last.</summary>
        public (Tensor values, Tensor indices) mode(long dim = -1, bool keepdim = false) =>
            ReductionOps.Mode.Call2(this, dim, keepdim);

        /// <summary>The elements sorted along the first dimension.</summary>
        public Tensor msort() => ReductionOps.Msort.Call(this);

        /// <summary>The running sum along one dimension.</summary>
        public Tensor cumsum(long dim, ScalarType? type = null) => ReductionOps.Cumsum.Call(this, dim, type);

        /// <summary>The running product along one dimension.</summary>
        public Tensor cumprod(long dim, ScalarType? type = null) => ReductionOps.Cumprod.Call(this, dim, type);

        /// <summary>The running maximum along one dimension, and where it was.</summary>
        public (Tensor values, Tensor indexes) cummax(long dim) => ReductionOps.Cummax.Call2(this, dim);

        /// <summary>The running minimum along one dimension, and where it was.</summary>
        public (Tensor values, Tensor indexes) cummin(long dim) => ReductionOps.Cummin.Call2(this, dim);

        /// <summary>The logarithm of the running sum of exponentials along one dimension.</summary>
        public Tensor logcumsumexp(long dim) => ReductionOps.Logcumsumexp.Call(this, dim);

        /// <summary>The logarithm of the sum of exponentials along one dimension, without overflow.</summary>
        public Tensor logsumexp(long dim, bool keepdim = false) => ReductionOps.Logsumexp.Call(this, dim, keepdim);

        /// <summary>The p-norm of all elements.</summary>
        public Tensor norm(float p = 2) => ReductionOps.NormScalar.Call(this, p);

        /// <summary>The p-norm along one dimension.</summary>
        public Tensor norm(int dim, bool keepdim = false, float p = 2) =>
            ReductionOps.NormScalarOptDim.Call(this, p, dim, keepdim);

        /// <summary>The p-norm of the difference.</summary>
        public Tensor dist(Tensor other, float p = 2) => ReductionOps.Dist.Call(this, other, p);

        /// <summary>Whether any element is other than zero.</summary>
        public Tensor any() => ReductionOps.Any.Call(this);

        /// <summary>Whether any element along one dimension is other than zero.</summary>
        public Tensor any(long dim, bool keepdim = false) => ReductionOps.AnyDim.Call(this, dim, keepdim);

        /// <summary>Whether all elements are other than zero.</summary>
        public Tensor all() => ReductionOps.All.Call(this);

        /// <summary>Whether all elements along one dimension are other than zero.</summary>
        public Tensor all(long dim, bool keepdim = false) => ReductionOps.AllDim.Call(this, dim, keepdim);

        /// <summary>The indices of the elements other than zero, one a row.</summary>
        public Tensor nonzero() => ReductionOps.Nonzero.Call(this);

        /// <summary>The indices of the elements other than zero, one a row.</summary>
        public Tensor argwhere() => ReductionOps.Argwhere.Call(this);

        /// <summary>How many elements are other than zero.</summary>
        public Tensor count_nonzero(long[]? dims = null) => ReductionOps.CountNonzeroDimIntList.Call(this, dims ?? []);

        /// <summary>How often each small integer occurs, or the sum of its weights.</summary>
        public Tensor bincount(Tensor? weights, long minlength = 0) =>
            ReductionOps.Bincount.Call(this, weights, minlength);

        /// <summary>How many elements fall into each of some equal intervals.</summary>
        public Tensor histc(long bins = 100, long min = 0, long max = 0) =>
            ReductionOps.Histc.Call(this, bins, min, max);

        /// <summary>The number of the interval each element falls into.</summary>
        public Tensor bucketize(Tensor boundaries, bool outInt32 = false, bool right = false) =>
            ReductionOps.BucketizeTensor.Call(this, boundaries, outInt32, right);

        /// <summary>Quantiles along one dimension, interpolated.</summary>
        public Tensor quantile(Tensor q, long dim = -1, bool keepdim = false) =>
            ReductionOps.Quantile.Call(this, q, dim, keepdim);

        /// <summary>Quantiles along one dimension, interpolated, NaN ignored.</summary>
        public Tensor nanquantile(Tensor q, long dim = -1, bool keepdim = false) =>
            ReductionOps.Nanquantile.Call(this, q, dim, keepdim);

        /// <summary>Differences of neighbours along one dimension, n times over.</summary>
        public Tensor diff(long n = 1, long dim = -1, Tensor? prepend = null, Tensor? append = null) =>
            ReductionOps.Diff.Call(this, n, dim, prepend, append);

        /// <summary>The covariance matrix of the rows.</summary>
        public Tensor cov(long correction = 1, Tensor? fweights = null, Tensor? aweights = null) =>
            ReductionOps.Cov.Call(this, correction, fweights, aweights);

        /// <summary>The matrix of correlation coefficients of the rows.</summary>
        public Tensor corrcoef() => ReductionOps.Corrcoef.Call(this);

        /// <summary>Exponentials divided by their sum along one dimension.</summary>
        public Tensor softmax(long dim, ScalarType? dtype = null) => ReductionOps.SoftmaxInt.Call(this, dim, dtype);

        /// <summary>The logarithm of the softmax along one dimension.</summary>
        public Tensor log_softmax(long dim, ScalarType? dtype = null) =>
            ReductionOps.LogSoftmaxInt.Call(this, dim, dtype);

        /// <summary>The sum of a matrix's diagonal.</summary>
        public Tensor trace() => ReductionOps.Trace.Call(this);

        /// <summary>The tensor with every sub-tensor's p-norm at most <c>maxnorm</c>.</summary>
        public Tensor renorm(float p, long dim, float maxnorm) => ReductionOps.Renorm.Call(this, p, dim, maxnorm);

        /// <summary>
        /// The distinct elements (or slices along a dimension), with where each element went and how often each occurs,
        /// where asked.
        /// </summary>
        public (
            Tensor output, Tensor? inverse_indices, Tensor? counts) unique(bool sorted = true,
            bool return_inverse = false, bool return_counts = false, int? dim = null) =>
            Unique(sorted, return_inverse, return_counts, dim);

        /// <summary>The median of all elements that are not NaN.</summary>
        public Tensor nanmedian() => ReductionOps.Nanmedian.Call(this);

        /// <summary>The mean over the elements that are not NaN.</summary>
        public Tensor nanmean(int? dim = null, bool keepdim = false, ScalarType? dtype = null) =>
            ReductionOps.Nanmean.Call(this, dim is { } d ? new long[] { d } : null, keepdim, dtype);
    }
}
