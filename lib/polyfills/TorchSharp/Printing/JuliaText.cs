using System.Text;
using static TorchSharp.torch;

namespace TorchSharp.Printing;

/// <summary>Matrices in aligned columns, one after the other, each under its position in the leading dimensions.</summary>
internal sealed class JuliaText(PrintOptions options, ElementText elements)
{
    // More rows or matrices than this are shown from both ends.
    private const int Most = 100;

    internal string Of(Tensor local)
    {
        if (local.ndim == 0)
        {
            return ", value = " + elements.Of(local);
        }

        var text = new StringBuilder(options.NewLine);
        if (local.ndim <= 2)
        {
            return text.Append(Matrix(local.ndim == 1 ? local.unsqueeze(0) : local)).ToString();
        }

        return text.AppendJoin(options.NewLine, Matrices(local, "")).ToString();
    }

    private IEnumerable<string> Matrices(Tensor local, string position)
    {
        if (local.ndim == 2)
        {
            yield return $"[{position}..,..] ={options.NewLine}{Matrix(local)}";
            yield break;
        }

        foreach (long? i in TensorText.Shown(local.shape[0], Most))
        {
            if (i is not { } index)
            {
                yield return "..." + options.NewLine;
                continue;
            }

            foreach (string part in Matrices(local[index], $"{position}{index},"))
            {
                yield return part;
            }
        }
    }

    private string Matrix(Tensor matrix)
    {
        long columns = matrix.shape[1];
        List<string[]?> rows = [];
        foreach (long? i in TensorText.Shown(matrix.shape[0], Most))
        {
            rows.Add(i is { } index ? Cells(matrix[index], Math.Min(columns, options.LineWidth / 2)) : null);
        }

        int[] widths = Widths(rows);
        int fitting = Fitting(widths);
        var text = new StringBuilder();
        foreach (string[]? row in rows)
        {
            text.Append(row is null ? " ..." : string.Concat(row.Take(fitting).Select((cell, c) => " " + cell.PadLeft(widths[c]))))
                .Append(row is not null && fitting < columns ? " ..." : "").Append(options.NewLine);
        }

        return text.ToString();
    }

    private string[] Cells(Tensor row, long count)
    {
        var cells = new string[count];
        for (long i = 0; i < count; i++)
        {
            cells[i] = elements.Of(row[i]);
        }

        return cells;
    }

    private static int[] Widths(List<string[]?> rows)
    {
        var widths = new int[rows.Count == 0 ? 0 : rows[0]!.Length];
        foreach (string[] row in rows.OfType<string[]>())
        {
            for (int i = 0; i < widths.Length; i++)
            {
                widths[i] = Math.Max(widths[i], row[i].Length);
            }
        }

        return widths;
    }

    private int Fitting(int[] widths)
    {
        int used = 0, count = 0;
        while (count < widths.Length && used + widths[count] + 1 <= options.LineWidth)
        {
            used += widths[count++] + 1;
        }

        return count;
    }
}
