using Plotly.NET;
using Plotly.NET.CSharp;
using Chart = Plotly.NET.CSharp.Chart;

namespace PeftWorkbook.Plots;

/// <summary>Charts that the workbook draws again and again, from plain arrays and in the same colours.</summary>
public static class Plots
{
    /// <summary>One head's attention: query tokens down, key tokens across, the first token at the top left.</summary>
    /// <param name="weights">Weights, <c>[queries, keys]</c>; each row adds up to 1.</param>
    /// <param name="tokens">The tokens. Keys and queries are the same ones.</param>
    /// <param name="title">The title.</param>
    /// <exception cref="ArgumentException">There are not as many tokens as rows and columns.</exception>
    public static GenericChart Attention(double[,] weights, IReadOnlyList<string> tokens, string title = "Attention")
    {
        (int rows, int columns) = (weights.GetLength(0), weights.GetLength(1));
        if (tokens.Count != rows || tokens.Count != columns)
            throw new ArgumentException(
                $"{tokens.Count} tokens for weights of {rows} x {columns}: there must be one for each row and column.",
                nameof(tokens));
        int side = Math.Clamp(140 + (30 * rows), 320, 760);
        return Heat(weights, showScale: true).WithXLabels(tokens).WithYLabels(tokens)
            .WithXAxisStyle<double, double, string>(TitleText: "key").WithYAxisStyle<double, double,
                string>(TitleText: "query")
            .WithSize(side + 80, side).WithTitle(title);
    }

    /// <summary>The heads of a layer side by side.</summary>
    /// <param name="heads">One matrix <c>[queries, keys]</c> for each head.</param>
    /// <param name="title">The title.</param>
    /// <param name="columns">How many heads stand in a row.</param>
    public static GenericChart Heads(IReadOnlyList<double[,]> heads, string title = "Heads", int columns = 4)
    {
        int across = Math.Min(columns, heads.Count), down = (heads.Count + across - 1) / across;
        IEnumerable<GenericChart> cells = heads.Select(head => Heat(head, showScale: false))
            .Concat(Enumerable.Range(heads.Count, (across * down) - heads.Count).Select(_ => Chart.Invisible()));
        string[] titles = [.. heads.Select((_, i) => $"head {i}")];
        return Chart.Grid(cells, down, across, SubPlotTitles: titles).WithSize(200 * across, 90 + (190 * down))
            .WithTitle(title);
    }

    /// <summary>A loss curve with its moving average.</summary>
    /// <param name="losses">The loss of each step.</param>
    /// <param name="title">The title.</param>
    /// <param name="window">How many steps the average covers; 1 leaves it out.</param>
    public static GenericChart Loss(IReadOnlyList<double> losses, string title = "Loss", int window = 10)
    {
        int[] steps = [.. Enumerable.Range(1, losses.Count)];
        bool smooth = window > 1 && losses.Count > window;
        GenericChart raw = Chart.Line<int, double, string>(steps, losses, Name: "loss", Opacity: smooth ? 0.35 : 1,
            LineColor: Color.fromHex(Palette.After), LineWidth: smooth ? 1.0 : 2.0);
        double[] mean = [.. losses.Select((_, i) =>
            losses.Skip(Math.Max(0, i - window + 1)).Take(Math.Min(window, i + 1)).Average())];
        GenericChart chart = !smooth ? raw : Chart.Combine([raw, Chart.Line<int, double, string>(steps, mean,
            Name: $"mean of {window} steps", LineColor: Color.fromHex(Palette.After), LineWidth: 2.5)]);
        return chart.WithXAxisStyle<double, double, string>(TitleText: "step")
            .WithYAxisStyle<double, double, string>(TitleText: "loss").WithSize(760, 380).WithTitle(title);
    }

    /// <summary>Singular values in falling order, on a logarithmic axis.</summary>
    /// <param name="values">One sequence for each matrix, with its name.</param>
    /// <param name="title">The title.</param>
    public static GenericChart SingularValues(IEnumerable<(string Name, double[] Values)> values,
        string title = "Singular values") =>
        Chart.Combine(values.Select(v => Chart.Line<int, double,
            string>([.. Enumerable.Range(1, v.Values.Length)], v.Values, Name: v.Name, ShowMarkers: true)))
            .WithXAxisStyle<double, double, string>(TitleText: "index")
            .WithYAxisStyle<double, double, string>(TitleText: "singular value", AxisType: StyleParam.AxisType.Log)
            .WithSize(760, 400).WithTitle(title);

    /// <summary>Two bars for each name: before in grey, after in blue.</summary>
    /// <param name="names">What was measured.</param>
    /// <param name="before">The values before.</param>
    /// <param name="after">The values after.</param>
    /// <param name="yTitle">What the values are, such as <c>accuracy</c>.</param>
    /// <param name="title">The title.</param>
    public static GenericChart BeforeAfter(
        IReadOnlyList<string> names, IReadOnlyList<double> before, IReadOnlyList<double> after, string yTitle,
            string title = "Before and after") =>
        Chart.Combine([Bars(names, before, "before", Palette.Before), Bars(names, after, "after", Palette.After)])
            .WithYAxisStyle<double, double,
                string>(TitleText: yTitle).WithSize(Math.Clamp(260 + (110 * names.Count), 400, 900), 380)
                .WithTitle(title);

    private static GenericChart Bars(IReadOnlyList<string> names, IReadOnlyList<double> values, string name,
        string color) =>
        Chart.Column<double, string, string>(values, Keys: names.ToArray(), Name: name,
            MarkerColor: Color.fromHex(color),
            MultiText: values.Select(v => v.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture))
                .ToArray());

    private static GenericChart Heat(double[,] values, bool showScale) => Chart.Heatmap<double, int, int, string>(
        Enumerable.Range(0, values.GetLength(0))
            .Select(i => Enumerable.Range(0, values.GetLength(1)).Select(j => values[i, j]).ToArray()).ToArray(),
        ColorScale: StyleParam.Colorscale.Viridis, ShowScale: showScale, ReverseYAxis: true);
}
