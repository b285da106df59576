using TorchSharp.Engine;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Op Unique2 = Op.Find("aten::_unique2");
        private static readonly Op UniqueDim = Op.Find("aten::unique_dim");

        private (Tensor Output, Tensor? Inverse, Tensor? Counts) Unique(bool sorted, bool inverse, bool counts, int? dim)
        {
            (Tensor output, Tensor where, Tensor often) = dim is { } d
                ? UniqueDim.Call3(this, d, sorted, inverse, counts)
                : Unique2.Call3(this, sorted, inverse, counts);
            if (!inverse)
            {
                where.Dispose();
            }

            if (!counts)
            {
                often.Dispose();
            }

            return (output, inverse ? where : null, counts ? often : null);
        }
    }
}
