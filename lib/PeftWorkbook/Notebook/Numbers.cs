using static TorchSharp.torch;

namespace PeftWorkbook.Notebook;

/// <summary>Tensors as plain arrays, for charts and tables. Copies to the CPU and to <see cref="double"/>.</summary>
public static class Numbers
{
    /// <summary>All elements, row by row.</summary>
    /// <param name="tensor">A tensor of any shape and real type.</param>
    /// <returns><c>numel</c> numbers.</returns>
    public static double[] Of(Tensor tensor)
    {
        using var flat = tensor.detach().to(ScalarType.Float64).cpu().reshape(-1);
        return flat.data<double>().ToArray();
    }

    /// <summary>A matrix.</summary>
    /// <param name="matrix">Shape <c>[rows, columns]</c>.</param>
    /// <returns>The same numbers, row by row.</returns>
    /// <exception cref="ArgumentException">The tensor does not have two dimensions.</exception>
    public static double[,] Grid(Tensor matrix)
    {
        if (matrix.dim() != 2)
            throw new ArgumentException(
                $"A grid has two dimensions; this tensor has shape [{string.Join(", ", matrix.shape)}]. " +
                "Select one slice of it first, as in attention[layer, head].", nameof(matrix));
        var (rows, columns) = ((int)matrix.shape[0], (int)matrix.shape[1]);
        var grid = new double[rows, columns];
        Buffer.BlockCopy(Of(matrix), 0, grid, 0, rows * columns * sizeof(double));
        return grid;
    }
}
