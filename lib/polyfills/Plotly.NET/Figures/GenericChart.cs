namespace Plotly.NET;

/// <summary>
/// A figure: traces, layout, the behaviour in the page, and how a page of its own is made. Charts are made by
/// <c>Plotly.NET.CSharp.Chart</c>; methods that style a chart change it and return it.
/// </summary>
public sealed class GenericChart
{
    private GenericChart(Trace[] traces, Layout layout, Config config, DisplayOptions display) =>
        (Traces, Layout, Config, Display) = (traces, layout, config, display);

    internal Trace[] Traces { get; }

    internal Layout Layout { get; }

    internal Config Config { get; }

    internal DisplayOptions Display { get; }

    /// <summary>Whether the figure has one trace.</summary>
    public bool IsChart => Traces.Length == 1;

    /// <summary>Whether the figure is several charts put together.</summary>
    public bool IsMultiChart => Traces.Length != 1;

    /// <summary>A figure of one trace.</summary>
    public static GenericChart NewChart(Trace _data, Layout _layout, Config _config, DisplayOptions _displayOpts) =>
        new([_data], _layout, _config, _displayOpts);

    /// <summary>A figure of one trace with an empty layout, or with that of <see cref="Defaults"/>.</summary>
    public static GenericChart ofTraceObject(bool useDefaults, Trace trace)
    {
        if (!useDefaults)
            return new([trace], new Layout(), new Config(), new DisplayOptions());
        Layout layout = new Layout().Set("width", Defaults.DefaultWidth).Set("height", Defaults.DefaultHeight)
            .Set("template", Defaults.DefaultTemplate);
        return new([trace], layout, (Config)Defaults.DefaultConfig.Copy(),
            (DisplayOptions)Defaults.DefaultDisplayOptions.Copy());
    }

    /// <summary>The figure as JSON: <c>data</c>, <c>layout</c> and <c>frames</c>.</summary>
    public static string toFigureJson(GenericChart gChart) => FigureWriter.Write(new DynamicObj.DynamicObj()
        .Set("data", gChart.Traces).Set("layout", gChart.Layout).Set("frames", Array.Empty<object>()));

    /// <summary>The figure as JSON: <c>data</c>, <c>layout</c> and <c>config</c>.</summary>
    public static string toJson(GenericChart gChart) => FigureWriter.Write(new DynamicObj.DynamicObj()
        .Set("data", gChart.Traces).Set("layout", gChart.Layout).Set("config", gChart.Config));

    /// <summary>A div and the script that draws into it. The page around it must have plotly.js.</summary>
    public static string toChartHTML(GenericChart gChart) => ChartPage.Fragment(gChart);

    /// <summary>A whole page; its display options say where plotly.js comes from.</summary>
    /// <exception cref="FileNotFoundException">plotly.js is to be embedded and lies nowhere.</exception>
    public static string toEmbeddedHTML(GenericChart gChart) => ChartPage.Document(gChart);

    /// <summary>The layout itself, not a copy.</summary>
    public static Layout getLayout(GenericChart gChart) => gChart.Layout;

    /// <summary>The same traces under another layout.</summary>
    public static GenericChart setLayout(Layout layout, GenericChart gChart) =>
        new(gChart.Traces, layout, gChart.Config, gChart.Display);

    /// <summary>Adds to the chart's layout.</summary>
    public static GenericChart addLayout(Layout layout, GenericChart gChart)
    {
        Layout.combine(gChart.Layout, layout);
        return gChart;
    }

    /// <summary>The configuration itself, not a copy.</summary>
    public static Config getConfig(GenericChart gChart) => gChart.Config;

    /// <summary>The same figure with another configuration.</summary>
    public static GenericChart setConfig(Config config, GenericChart gChart) =>
        new(gChart.Traces, gChart.Layout, config, gChart.Display);

    /// <summary>Adds to the chart's configuration.</summary>
    public static GenericChart addConfig(Config config, GenericChart gChart)
    {
        Config.combine(gChart.Config, config);
        return gChart;
    }

    /// <summary>The display options themselves, not a copy.</summary>
    public static DisplayOptions getDisplayOptions(GenericChart gChart) => gChart.Display;

    /// <summary>The same figure with other display options.</summary>
    public static GenericChart setDisplayOptions(DisplayOptions displayOpts, GenericChart gChart) =>
        new(gChart.Traces, gChart.Layout, gChart.Config, displayOpts);

    /// <summary>How many traces the figure has.</summary>
    public static int countTrace(GenericChart gChart) => gChart.Traces.Length;

    /// <summary>
    /// All traces on the same axes. Layouts are put together, the later one winning; the charts themselves stay as
    /// they are.
    /// </summary>
    /// <exception cref="ArgumentException">There is no chart.</exception>
    public static GenericChart combine(IEnumerable<GenericChart> gCharts)
    {
        GenericChart[] charts = [.. gCharts];
        if (charts.Length == 0)
            throw new ArgumentException("There is nothing to combine: give at least one chart.", nameof(gCharts));
        var layout = (Layout)charts[0].Layout.Copy();
        var config = (Config)charts[0].Config.Copy();
        var display = (DisplayOptions)charts[0].Display.Copy();
        foreach (GenericChart chart in charts.Skip(1))
        {
            Layout.combine(layout, chart.Layout);
            config.Merge(chart.Config);
            display.Merge(chart.Display);
        }
        return new([.. charts.SelectMany(c => c.Traces).Select(t => (Trace)t.Copy())], layout, config, display);
    }
}
