using System.Text;

namespace PeftWorkbook.Plots.Svg;

/// <summary>A grid of numbers as colours, with text in the cells where the trace has some.</summary>
internal sealed class HeatmapPainter(TraceView trace, Axis x, Axis y) : TracePainter(x, y)
{
    private const int MostCells = 2500;

    private readonly Attr attributes = trace.Attributes;
    private double[][] cells = [];
    private double[] xEdges = [], yEdges = [];

    public override int Layer => 0;

    public double Low { get; private set; }

    public double High { get; private set; }

    public TraceView Trace => trace;

    public ColorScale Scale { get; } = ColorScale.Read(trace.Attributes["colorscale"],
        trace.Attributes["reversescale"].Flag(false));

    public override void Measure()
    {
        cells = [.. attributes["z"].Parts.Select(row => row.Numbers())];
        if (attributes["transpose"].Flag(false) && cells.Length > 0)
            cells = [.. Enumerable.Range(0, cells.Max(r => r.Length))
                .Select(c => cells.Select(r => c < r.Length ? r[c] : double.NaN).ToArray())];
        int columns = cells.Length == 0 ? 0 : cells.Max(r => r.Length);
        xEdges = Edges(Values(X, attributes["x"], columns, attributes["x0"], attributes["dx"]), columns);
        yEdges = Edges(Values(Y, attributes["y"], cells.Length, attributes["y0"], attributes["dy"]), cells.Length);
        X.IncludeAll(xEdges);
        Y.IncludeAll(yEdges);
        double[] known = [.. cells.SelectMany(r => r).Where(double.IsFinite)];
        (Low, High) = (attributes["zmin"].Number(known.DefaultIfEmpty(0).Min()),
            attributes["zmax"].Number(known.DefaultIfEmpty(1).Max()));
        if (attributes["zmid"].Exists)
        {
            double middle = attributes["zmid"].Number(0), reach = Math.Max(High - middle, middle - Low);
            (Low, High) = (middle - reach, middle + reach);
        }
    }

    public override void Draw(SvgCanvas canvas)
    {
        if (cells.Length == 0 || xEdges.Length < 2)
            return;
        canvas.Begin($"shape-rendering=\"crispEdges\"{(trace.Opacity < 1 ? $" opacity=\"{SvgCanvas.Of(trace.Opacity)}\"" : "")}");
        if (cells.Length * (xEdges.Length - 1) > MostCells)
            canvas.Raw(HeatmapImage.Make(cells, v =>
                ColorAt(v), X.At(xEdges[0]), X.At(xEdges[^1]), Y.At(yEdges[0]), Y.At(yEdges[^1])));
        else
            DrawCells(canvas);
        canvas.End();
        DrawTexts(canvas);
    }

    private Rgb ColorAt(double value) => Scale.At(High > Low ? (value - Low) / (High - Low) : 0.5);

    /// <summary>Cells of one colour are one path: a heat map of few values stays small.</summary>
    private void DrawCells(SvgCanvas canvas)
    {
        double gapX = attributes["xgap"].Number(0) / 2, gapY = attributes["ygap"].Number(0) / 2;
        var paths = new Dictionary<Rgb, StringBuilder>();
        for (int row = 0; row < cells.Length; row++)
        {
            for (int column = 0; column < cells[row].Length; column++)
            {
                if (!double.IsFinite(cells[row][column]))
                    continue;
                (double left, double right) = Sorted(X.At(xEdges[column]), X.At(xEdges[column + 1]));
                (double top, double bottom) = Sorted(Y.At(yEdges[row]), Y.At(yEdges[row + 1]));
                Rgb color = ColorAt(cells[row][column]);
                if (!paths.TryGetValue(color, out StringBuilder? path))
                    paths[color] = path = new StringBuilder();
                path.Append($"M{Round(left + gapX)},{Round(top + gapY)}H{Round(right - gapX)}"
                    + $"V{Round(bottom - gapY)}H{Round(left + gapX)}Z");
            }
        }
        foreach ((Rgb color, StringBuilder path) in paths)
            canvas.Path(path.ToString(), $"fill=\"{color}\"");
    }

    private void DrawTexts(SvgCanvas canvas)
    {
        string template = attributes["texttemplate"].Text("");
        if (template.Length == 0)
            return;
        string[][] texts = [.. attributes["text"].Parts.Select(row => row.Items.Select(t => t.ToString()).ToArray())];
        double width = Math.Abs(X.At(xEdges[^1]) - X.At(xEdges[0])) / (xEdges.Length - 1);
        double height = Math.Abs(Y.At(yEdges[^1]) - Y.At(yEdges[0])) / (yEdges.Length - 1);
        double size = attributes["textfont"]["size"].Number(Math.Clamp(Math.Min(width / 3.2, height * 0.5), 7, 13));
        for (int row = 0; row < cells.Length; row++)
        {
            for (int column = 0; column < cells[row].Length; column++)
            {
                string text = CellText.Fill(template, cells[row][column], row < texts.Length
                    && column < texts[row].Length ? texts[row][column] : "");
                if (!double.IsFinite(cells[row][column]) || text.Length == 0 || Label.Width(text, size) > width + 2)
                    continue;
                double middleX = (X.At(xEdges[column]) + X.At(xEdges[column + 1])) / 2,
                    middleY = (Y.At(yEdges[row]) + Y.At(yEdges[row + 1])) / 2;
                string color = ColorAt(cells[row][column]).Brightness >= 0.5 ? "#444" : "#fff";
                Label.Draw(canvas, text, middleX, middleY + (size * 0.35), size, color, "middle");
            }
        }
    }

    private static (double, double) Sorted(double a, double b) => a < b ? (a, b) : (b, a);

    private static string Round(double value) => SvgCanvas.Of(Math.Round(value, 1));

    /// <summary>The borders of cells around their middles; where there is one more value than cells, they are borders.</summary>
    private static double[] Edges(double[] middles, int count)
    {
        if (count == 0)
            return [];
        if (middles.Length == count + 1)
            return middles;
        if (middles.Length < count)
            middles = [.. Enumerable.Range(0, count).Select(i => (double)i)];
        double Step(int i) => count == 1 ? 1 : middles[Math.Min(i + 1, count - 1)] - middles[Math.Min(i, count - 2)];
        return [middles[0] - (Step(0) / 2), .. middles.Take(count).Select((m, i) => m + (Step(i) / 2))];
    }
}
