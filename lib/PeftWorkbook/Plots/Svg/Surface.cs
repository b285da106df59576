namespace PeftWorkbook.Plots.Svg;

/// <summary>The heights of a surface on a grid.</summary>
internal sealed record Surface(TraceView Trace, double[] X, double[] Y, double[][] Z, double Low, double High,
    ColorScale Scale)
{
    public double[][] Extent => [X, Y, [.. Z.SelectMany(row => row)]];

    public static Surface Read(TraceView trace, int most)
    {
        Attr a = trace.Attributes;
        double[][] z = [.. a["z"].Parts.Select(row => row.Numbers())];
        int rows = z.Length, columns = rows == 0 ? 0 : z.Min(row => row.Length);
        int[] keptRows = Kept(rows, most), keptColumns = Kept(columns, most);
        double[] x = Places(a["x"], columns), y = Places(a["y"], rows);
        double[] known = [.. z.SelectMany(row => row).Where(double.IsFinite).DefaultIfEmpty(0)];
        return new(trace, [.. keptColumns.Select(c => x[c])], [.. keptRows.Select(r => y[r])],
            [.. keptRows.Select(r => keptColumns.Select(c => z[r][c]).ToArray())],
            a["cmin"].Number(known.Min()), a["cmax"].Number(known.Max()),
            ColorScale.Read(a["colorscale"], a["reversescale"].Flag(false)));
    }

    /// <summary>The first, the last, and evenly spread ones between.</summary>
    private static int[] Kept(int count, int most) => count <= most + 1 ? [.. Enumerable.Range(0, count)]
        : [.. Enumerable.Range(0, most + 1).Select(i => (int)Math.Round(i * (count - 1.0) / most))];

    private static double[] Places(Attr data, int count)
    {
        double[] given = data.Numbers();
        return given.Length >= count && given.All(double.IsFinite)
            ? given : [.. Enumerable.Range(0, count).Select(i => (double)i)];
    }
}
