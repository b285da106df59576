using Plotly.NET;
using Plotly.NET.LayoutObjects;
using Plotly.NET.TraceObjects;
using static Plotly.NET.StyleParam;
using LayoutObjects = Plotly.NET.LayoutObjects;
using Chart = Plotly.NET.CSharp.Chart;
using Plotly.NET.CSharp;

namespace PlotlyTests;

/// <summary>
/// Charts as a notebook makes them, in C# source that compiles against the official packages and ours alike. What
/// the official ones make of them is recorded.
/// </summary>
internal static class Scenarios
{
    private static readonly int[] Steps = [1, 2, 3];
    private static readonly double[] Losses = [1.5, double.NaN, 1e-7];

    public static IEnumerable<(string Name, string Json)> All() =>
        Charts().Select(s => (s.Name, GenericChart.toJson(s.Chart)));

    private static IEnumerable<(string Name, GenericChart Chart)> Charts()
    {
        yield return ("defaults", Chart.Line<int, double, string>(Steps, Losses, Name: "loss"));
        yield return ("kinds of data", Chart.Combine([
            Chart.Line<DateTime, decimal,
                string>([new DateTime(2020, 1, 2, 3, 4, 5, 678)], [1.50m], UseDefaults: false),
            Chart.Point<string, float, string>(["a", "b\"<>&é"], [0.1f, 1e20f], UseDefaults: false),
            Chart.Point<char, long, string>(['c'], [long.MaxValue >> 12], UseDefaults: false),
            Chart.Point<bool, double, string>([true], [double.PositiveInfinity], UseDefaults: false)]));
        yield return ("colors", Chart.Line<int, double, string>(Steps, Losses, UseDefaults: false,
            LineColor: Color.fromColors([Color.fromARGB(127, 1, 2, 3), Color.fromKeyword(ColorKeyword.Blueviolet),
                Color.fromHex("#abcdef"), Color.fromARGB(30, 0, 0, 0), Color.fromString("red")]),
            MarkerColor: Color.fromColorScaleValues([1.5, 2]),
            LineColorScale: Colorscale.NewCustom([Tuple.Create(0.0, Color.fromString("red")),
                Tuple.Create(1.0, Color.fromHex("00ff00"))]),
            LineDash: DrawingStyle.NewUser([5, 2])));
        yield return ("axes", Column("a").WithXAxisStyle<double, double,
            string>(TitleText: "step", MinMax: Tuple.Create(0.0, 10.0))
            .WithYAxisStyle<double, double, string>(TitleText: "loss", AxisType: AxisType.Log)
            .WithLegendStyle(X: 0.5, Orientation: Orientation.Horizontal).WithSize(700, 400));
        yield return ("combined", Chart.Combine([Column("a").WithSize(300, 200), Column("b").WithSize(500),
            Annotated(), Annotated()]));
        yield return ("stacked", Chart.Combine([
            Chart.StackedColumn<double, string, string>([1, 2], Keys: new[] { "x", "y" }, UseDefaults: false),
            Chart.StackedColumn<double, string, string>([3, 4], Keys: new[] { "x", "y" }, UseDefaults: false)]));
        foreach ((string name, GenericChart chart) in Grids().Concat(Styled()))
            yield return (name, chart);
    }

    private static IEnumerable<(string Name, GenericChart Chart)> Grids()
    {
        GenericChart titled = Column("a").WithXAxisStyle<int, int, string>("x title").WithYAxisStyle<int, int,
            string>("y title");
        yield return ("grid of kinds", Chart.Grid([titled, Surface(), Pie(), Chart.Invisible()], 2, 2,
            SubPlotTitles: new[] { "A", "B", "C", "D" }));
        yield return ("grid with gaps", Chart.Grid([Column("a"), Column("b")], 2, 2,
            SubPlotTitles: new[] { "a", "b" }, XGap: 0.5,
            YGap: 0.1, SubPlotTitleOffset: 0.05, SubPlotTitleFont: Font.init(null, 12.0, null)));
        yield return ("coupled grid", Chart.Grid([Column("a"), Column("b"), Column("c"), Column("d").WithSize(5, 6)],
            2, 3,
            Pattern: LayoutGridPattern.Coupled, SubPlotTitles: new[] { "a", "b", "c" }));
        yield return ("grid from below", Chart.Grid([Column("a"), Annotated()], 2, 1, SubPlotTitles: new[] { "a", "b" },
            RowOrder: LayoutGridRowOrder.BottomToTop));
        yield return ("stack of charts", Chart.SingleStack([Column("a"), Column("b")]));
        yield return ("grid of combined", Chart.Grid([Chart.Combine([Column("a"), Column("b")]), Column("c")], 1, 2));
    }

    private static IEnumerable<(string Name, GenericChart Chart)> Styled()
    {
        var shape = new LayoutObjects.Shape();
        shape.SetProperty("type", "line");
        var note = new Annotation();
        note.SetProperty("text", "here");
        yield return ("title", Plotly.NET.Chart.withTitle("T",
            Font.init(FontFamily.Arial, 20.0, Color.fromRGB(1, 2, 3))).Invoke(Column("a")));
        yield return ("title only", Plotly.NET.Chart.withTitle(Title.init("T", null, null, null, 0.5,
            XAnchorPosition.Center, null, null, null, null, null, null)).Invoke(Column("a")));
        yield return ("margin", Plotly.NET.Chart.withMargin(Margin.init<int, int, int, int, int,
            bool>(1, 2, 3, 4, 5, null)).Invoke(Column("a")));
        yield return ("shapes", Plotly.NET.Chart.withShape(shape, null)
            .Invoke(Plotly.NET.Chart.withShapes([shape, shape], null).Invoke(Column("a"))));
        yield return ("shapes replaced", Plotly.NET.Chart.withShape(shape, false)
            .Invoke(Plotly.NET.Chart.withShapes([shape, shape], null).Invoke(Column("a"))));
        yield return ("annotations", Plotly.NET.Chart.withAnnotation(note, null).Invoke(Annotated()));
        yield return ("templates", Plotly.NET.Chart.withTemplate(ChartTemplates.light).Invoke(Column("a")));
        yield return ("transparent", Plotly.NET.Chart.withTemplate(ChartTemplates.transparent).Invoke(Column("a")));
        yield return ("fractional size", Plotly.NET.Chart.withSize(3.7, 4.2).Invoke(Column("a")));
        var layout = new Layout();
        layout.SetProperty("barmode", "overlay");
        layout.SetProperty("annotations", new[] { note });
        yield return ("added layout", GenericChart.addLayout(layout, Annotated()));
        yield return ("replaced layout", GenericChart.setLayout(layout, Annotated()));
        GenericChart changed = Column("a");
        changed.GetLayout().SetProperty("bargap", 0.1);
        changed.GetTraces()[0].SetProperty("hovertemplate", "%{y}");
        yield return ("changed in place", changed);
        yield return ("camera", Surface(Camera.init(null, CameraEye.init(1.0, 2.0, 3.0), null, null)));
        yield return ("violin box", Chart.Violin<int, double, string>(Y: Losses, UseDefaults: false,
            Box: Box.init(true, 1.0, Color.fromString("red"), Color.fromString("blue"), 2.0),
                MeanLine: MeanLine.init(true, null, 2.0)));
    }

    private static GenericChart Column(string name) =>
        Chart.Column<double, string, string>([1.5, 2], Keys: new[] { "x", "y" }, Name: name, UseDefaults: false);

    private static GenericChart Surface() =>
        Chart.Surface<double, double, double, string>([new[] { 1.0, 2 }, new[] { 3.0, 4 }], UseDefaults: false);

    private static GenericChart Surface(Camera camera) =>
        Chart.Surface<double, double, double,
            string>([new[] { 1.0, 2 }, new[] { 3.0, 4 }], Camera: camera, UseDefaults: false);

    private static GenericChart Pie() => Chart.Pie<double, string,
        string>([1, 2], Labels: new[] { "a", "b" }, UseDefaults: false);

    private static GenericChart Annotated() =>
        Chart.AnnotatedHeatmap<double, int, int, string>([new[] { 1.0 }], [new[] { "q" }], UseDefaults: false);
}
