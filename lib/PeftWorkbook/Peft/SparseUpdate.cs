using static TorchSharp.torch;

namespace PeftWorkbook.Peft;

/// <summary>Updates of a matrix at a few places.</summary>
internal static class SparseUpdate
{
    /// <summary>
    /// The matrix with values added at places, differentiable in the values; the matrix is not changed.
    /// </summary>
    /// <param name="matrix"><c>[rows, columns]</c>.</param>
    /// <param name="places">Row-major numbers of elements, int64 <c>[n]</c>; one that is there twice gets both
    /// values.</param>
    /// <param name="values"><c>[n]</c>.</param>
    internal static Tensor Add(Tensor matrix, Tensor places, Tensor values)
    {
        using var scope = NewDisposeScope();
        return matrix.reshape(-1)
            .index_add(0, places, values.to_type(matrix.dtype), 1)
            .view(matrix.shape)
            .MoveToOuterDisposeScope();
    }

    /// <summary>A matrix of zeros but for values at places.</summary>
    internal static Tensor Dense(long rows, long columns, Tensor places, Tensor values)
    {
        using var none = zeros(rows, columns, values.dtype, values.device);
        return Add(none, places, values);
    }

    /// <summary>Row and column numbers <c>[2, n]</c> of row-major numbers <c>[n]</c>.</summary>
    internal static Tensor Split(Tensor places, long columns)
    {
        using var scope = NewDisposeScope();
        return stack([places.div(columns, RoundingMode.floor), places.remainder(columns)]).MoveToOuterDisposeScope();
    }

    /// <summary>The reverse of <see cref="Split"/>.</summary>
    internal static Tensor Join(Tensor indices, long columns)
    {
        using var scope = NewDisposeScope();
        var wide = indices.to_type(ScalarType.Int64);
        return ((wide[0] * columns) + wide[1]).MoveToOuterDisposeScope();
    }
}
