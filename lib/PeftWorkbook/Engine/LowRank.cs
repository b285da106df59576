using static TorchSharp.torch;

namespace PeftWorkbook.Engine;

/// <summary>A low-rank product beside another one.</summary>
public static class LowRank
{
    /// <summary><c>y + s (x Aᵀ) Bᵀ</c>; the scaling and the sum are part of the second product.</summary>
    /// <param name="y"><c>[…, out]</c>.</param>
    /// <param name="x"><c>[…, in]</c>.</param>
    /// <param name="a"><c>[r, in]</c>.</param>
    /// <param name="b"><c>[out, r]</c>.</param>
    /// <param name="scale">s.</param>
    public static Tensor Add(Tensor y, Tensor x, Tensor a, Tensor b, double scale)
    {
        using var scope = NewDisposeScope();
        var narrow = x.reshape(-1, x.shape[^1]).mm(a.t());                       // [rows, r]
        var sum = y.reshape(-1, y.shape[^1]).addmm(narrow, b.t(), 1, (float)scale);
        return sum.view(y.shape).MoveToOuterDisposeScope();
    }
}
