using Plotly.NET;
using Plotly.NET.CSharp;
using PeftWorkbook.Plots;
using Chart = Plotly.NET.CSharp.Chart;

namespace PlotsTests;

/// <summary>One chart of each kind that the workbook draws.</summary>
internal static class Gallery
{
    private static readonly int[] Steps = [.. Enumerable.Range(0, 40)];
    private static readonly double[] Wave = [.. Steps.Select(i => Math.Sin(i / 5.0) + (i % 7 * 0.1))];
    private static readonly double[][] Grid = [.. Steps.Take(12)
        .Select(i => Wave.Take(12).Select(w => w * i).ToArray())];
    private static readonly string[] Names = ["SST-2", "MRPC", "RTE"];

    public static IReadOnlyDictionary<string, Func<GenericChart>> Charts { get; } = new Dictionary<string,
        Func<GenericChart>>
    {
        ["line"] = () => Chart.Line<int, double, string>(Steps, Wave, Name: "wave"),
        ["logarithmic"] = () => Chart.Line<int, double, string>(Steps, [.. Steps.Select(i => Math.Pow(10, -i / 4.0))])
            .WithYAxisStyle<int, int, string>(AxisType: StyleParam.AxisType.Log),
        ["area"] = () => Chart.Area<int, double, string>(Steps, Wave),
        ["dates"] = () => Chart.Line<DateTime, double,
            string>([.. Steps.Select(i => new DateTime(2024, 1, 1).AddDays(i))], Wave),
        ["band"] = () => Chart.Range<int, double,
            string>(Steps, Wave, [.. Wave.Select(v => v + 1)], [.. Wave.Select(v => v - 1)], StyleParam.Mode.Lines),
        ["columns"] = () => Plots.BeforeAfter(Names, [0.5, 0.6, 0.55], [0.8, 0.7, 0.75], "accuracy"),
        ["stacked"] = () => Chart.Combine([Chart.StackedBar<double, string, string>([1, 2, 3], Keys: Names),
            Chart.StackedBar<double, string, string>([3, -1, 1], Keys: Names)]),
        ["histogram"] = () => Chart.Histogram<double, double, string>(X: Wave, Name: "values"),
        ["boxes"] = () => Chart.Combine([Chart.BoxPlot<string, double, string>(Y: Wave, Name: "a"),
            Chart.Violin<string, double, string>(Y: Wave, Name: "b", ShowBox: true)]),
        ["heat map"] = () => Chart.Heatmap<double, int, int, string>(Grid, ColorScale: StyleParam.Colorscale.RdBu),
        ["large heat map"] = () => Chart.Heatmap<double, int, int,
            string>([.. Enumerable.Range(0, 128)
            .Select(i => Enumerable.Range(0, 128).Select(j => Math.Cos(i * j / 300.0)).ToArray())]),
        ["attention"] = () => Plots.Attention(new[,] { { 1, 0, 0 }, { 0.4, 0.6, 0 }, { 0.2, 0.3, 0.5 } },
            ["the", "cat", "sat"]),
        ["heads"] = () => Plots.Heads([.. Enumerable.Range(0, 6).Select(_ => new[,] { { 1.0, 0 }, { 0.5, 0.5 } })]),
        ["loss"] = () => Plots.Loss(Wave),
        ["singular values"] = () => Plots.SingularValues([("query", [3, 1, 0.1, 0.001])]),
        ["surface"] = () => Chart.Surface<double, double, double,
            string>([.. Enumerable.Range(0, 60)
            .Select(i => Enumerable.Range(0, 60).Select(j => Math.Sin((i + j) / 9.0)).ToArray())]),
        ["points in space"] = () => Chart.Point3D<double, double, double, string>(Wave, Wave, Wave),
        ["pie"] = () => Chart.Pie<double, string, string>([3, 2, 1], Labels: Names),
        ["grid"] = () => Chart.Grid([Chart.Line<int, double, string>(Steps, Wave), Chart.Heatmap<double, int, int,
            string>(Grid), Chart.Invisible()], 2, 2, SubPlotTitles: new[] { "a", "b" }),
        ["marked"] = () => Chart.Line<int, double,
            string>(Steps, Wave).WithHorizontalLine(0.5, "chance").WithAnnotation(3, 1, "here").WithTitle("Marked"),
    };
}
