using PeftWorkbook.Plots;
using Plotly.NET;
using CS = Plotly.NET.CSharp;
using Chart = Plotly.NET.CSharp.Chart;

namespace PeftWorkbook.Notebook;

/// <summary>The charts that the notebooks draw again and again, from plain arrays.</summary>
public static class Draw
{
    /// <summary>Named lines over one x axis.</summary>
    /// <param name="title">The title.</param>
    /// <param name="xTitle">What runs along x.</param>
    /// <param name="yTitle">What runs along y.</param>
    /// <param name="lines">Name, x and y of each.</param>
    public static GenericChart Lines(
        string title, string xTitle, string yTitle, params (string Name, IEnumerable<double> X, IEnumerable<double> Y)[] lines) =>
        Chart.Combine(lines.Select(l => Chart.Line<double, double, string>(l.X, l.Y, Name: l.Name))).Titled(title, xTitle, yTitle);

    /// <summary>The same with a logarithmic x axis.</summary>
    /// <inheritdoc cref="Lines"/>
    public static GenericChart LogLines(
        string title, string xTitle, string yTitle, params (string Name, IEnumerable<double> X, IEnumerable<double> Y)[] lines) =>
        Axes(Lines(title, xTitle, yTitle, lines), xTitle, StyleParam.AxisType.Log);

    /// <summary>Upright bars.</summary>
    /// <param name="title">The title.</param>
    /// <param name="names">What each stands for.</param>
    /// <param name="values">Their heights.</param>
    /// <param name="yTitle">What runs along y.</param>
    public static GenericChart Bars(string title, IEnumerable<string> names, IEnumerable<double> values, string yTitle = "") =>
        Chart.Column<double, string, string>(values, Keys: new CS.Optional<IEnumerable<string>>(names, true)).Titled(title, "", yTitle);

    /// <summary>A grid of numbers as colours, the first row on top.</summary>
    /// <param name="title">The title.</param>
    /// <param name="grid">Rows and columns.</param>
    /// <param name="xLabels">What the columns are; numbers where null.</param>
    /// <param name="yLabels">What the rows are; numbers where null.</param>
    /// <param name="xTitle">What runs along x.</param>
    /// <param name="yTitle">What runs along y.</param>
    public static GenericChart Heatmap(
        string title, double[,] grid, IReadOnlyList<string>? xLabels = null, IReadOnlyList<string>? yLabels = null,
        string xTitle = "", string yTitle = "") =>
        Tile(grid, xLabels, yLabels).Titled(title, xTitle, yTitle);

    private static GenericChart Tile(double[,] grid, IReadOnlyList<string>? xLabels, IReadOnlyList<string>? yLabels)
    {
        var rows = Enumerable.Range(0, grid.GetLength(0))
            .Select(i => (IEnumerable<double>)Enumerable.Range(0, grid.GetLength(1)).Select(j => grid[i, j]).ToArray()).ToArray();
        var chart = Chart.Heatmap<double, int, int, string>(
            rows, ColorScale: StyleParam.Colorscale.Viridis, ShowScale: false, ReverseYAxis: true);
        chart = xLabels is null ? chart : chart.WithXLabels(xLabels);
        return yLabels is null ? chart : chart.WithYLabels(yLabels);
    }

    private static GenericChart Titled(this GenericChart chart, string title, string xTitle, string yTitle)
    {
        chart = CS.GenericChartExtensions.WithXAxisStyle<double, double, string>(chart, TitleText: xTitle);
        chart = CS.GenericChartExtensions.WithYAxisStyle<double, double, string>(chart, TitleText: yTitle);
        return CS.GenericChartExtensions.WithSize(chart.WithTitle(title), Width: 760, Height: 420);
    }

    private static GenericChart Axes(GenericChart chart, string xTitle, StyleParam.AxisType type) =>
        CS.GenericChartExtensions.WithXAxisStyle<double, double, string>(chart, TitleText: xTitle, AxisType: type);
}
