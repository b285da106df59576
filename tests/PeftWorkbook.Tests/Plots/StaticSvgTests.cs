using System.Globalization;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Plotly.NET;
using Plotly.NET.CSharp;
using PeftWorkbook.Plots;
using Chart = Plotly.NET.CSharp.Chart;

namespace PlotsTests;

/// <summary>Figures as static SVG: well-formed, the same each time, small, and with the data in the right places.</summary>
public sealed class StaticSvgTests
{
    private const int MostBytes = 60_000;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static TheoryData<string> Kinds => [.. Gallery.Charts.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryKindIsDrawn(string kind)
    {
        string json = GenericChart.toFigureJson(Gallery.Charts[kind]());
        string svg = StaticSvg.Draw(json);
        XElement root = XElement.Parse(svg);
        Assert.Equal(Svg + "svg", root.Name);
        Assert.True(svg.Length < MostBytes, $"{svg.Length} characters");
        Assert.Equal(svg, StaticSvg.Draw(json));
        Assert.DoesNotContain("NaN", svg);
        Assert.NotEqual(StaticSvg.Draw("""{"data":[],"layout":{}}"""), svg);
    }

    [Fact]
    public void APointLiesWhereItsValuesSay()
    {
        GenericChart chart = Chart.Point<int, int, string>([0, 10], [0, 10]).WithSize(400, 400)
            .WithXAxisStyle<int, int, string>(MinMax: Tuple.Create(0, 10))
            .WithYAxisStyle<int, int, string>(MinMax: Tuple.Create(0, 10));
        XElement root = XElement.Parse(StaticSvg.Draw(GenericChart.toFigureJson(chart)));
        XElement plot = root.Descendants(Svg + "clipPath").Single().Element(Svg + "rect")!;
        (double left, double top) = (Number(plot, "x"), Number(plot, "y"));
        (double right, double bottom) = (left + Number(plot, "width"), top + Number(plot, "height"));
        string path = root.Descendants(Svg + "path").Select(p => (string)p.Attribute("d")!)
            .Single(d => d.Contains("a3,3"));
        // A circle starts at its left end, a radius of 3 from the middle.
        Assert.Contains($"M{Shown(left - 3)},{Shown(bottom)}a", path);
        Assert.Contains($"M{Shown(right - 3)},{Shown(top)}a", path);
    }

    [Fact]
    public void BarsAreAsHighAsTheirValues()
    {
        GenericChart chart = Chart.Column<double, string, string>([1, 3], Keys: new[] { "a", "b" });
        XElement root = XElement.Parse(StaticSvg.Draw(GenericChart.toFigureJson(chart)));
        string path = root.Descendants(Svg + "path").Select(p => (string)p.Attribute("d")!)
            .Single(d => d.Count(c => c == 'Z') == 2);
        double[] heights = [.. path.Split('Z', StringSplitOptions.RemoveEmptyEntries).Select(bar =>
            double.Parse(bar[(bar.IndexOf('V') + 1)..bar.LastIndexOf('H')], CultureInfo.InvariantCulture)
            - double.Parse(bar[(bar.IndexOf(',') + 1)..bar.IndexOf('H')], CultureInfo.InvariantCulture))];
        Assert.Equal(3, heights[1] / heights[0], 1);
    }

    [Fact]
    public void TextIsEscaped()
    {
        GenericChart chart = Chart.Line<int, int,
            string>([1, 2], [1, 2], Name: "<script>alert(1)</script> & \"x\"", ShowLegend: true).WithTitle("a < b");
        chart.WithLayout("showlegend", true);
        string svg = StaticSvg.Draw(GenericChart.toFigureJson(chart));
        XElement root = XElement.Parse(svg);
        Assert.DoesNotContain("<script", svg);
        Assert.Contains("alert(1) & \"x\"", root.Value);
    }

    [Fact]
    public void ALongLineIsThinnedAndKeepsItsPeak()
    {
        double[] y = [.. Enumerable.Range(0, 100_000).Select(i => i == 54_321 ? 50.0 : Math.Sin(i))];
        GenericChart chart = Chart.Line<int, double, string>([.. Enumerable.Range(0, y.Length)], y);
        string svg = StaticSvg.Draw(GenericChart.toFigureJson(chart));
        Assert.True(svg.Length < MostBytes, $"{svg.Length} characters");
        Assert.Contains(">50<", svg);
        double[] heights = [.. XElement.Parse(svg).Descendants(Svg + "path").Select(p => (string)p.Attribute("d")!)
            .MaxBy(d => d.Length)!
            .Split('L').Skip(1).Select(p => double.Parse(p.Split(',')[1], CultureInfo.InvariantCulture))];
        Assert.True(heights.Min() < heights.Order().ElementAt(heights.Length / 100) - 100, "the peak is gone");
    }

    [Fact]
    public void AnyNumbersAreDrawn() => Prop.ForAll(
        ArbMap.Default.GeneratorFor<(double[] X, double[] Y, bool IsLog)>().ToArbitrary(), figure =>
        {
            GenericChart chart = Chart.Line<double, double, string>(figure.X, figure.Y, ShowMarkers: true)
                .WithYAxisStyle<double, double,
                    string>(AxisType: figure.IsLog ? StyleParam.AxisType.Log : StyleParam.AxisType.Linear);
            XElement.Parse(StaticSvg.Draw(GenericChart.toFigureJson(chart)));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("""{"data":[{"type":"scatter","x":"text","y":{}}],"layout":[]}""")]
    [InlineData("""{"data":[{"type":"heatmap","z":[[1],[2,3],[]]}],"layout":{"width":-5,"height":1e9}}""")]
    [InlineData("""{"data":[{"type":"bar","x":[null,"a"],"y":["b",null]}],"layout":{"xaxis":{"tickvals":[1]}}}""")]
    [InlineData("""{"data":[{"type":"pie","values":[-1,0]},{"type":"box","y":[]},{"type":"unknown"}],"layout":{"grid":{"rows":0,"columns":-2}}}""")]
    [InlineData("""{"data":[{"type":"surface","z":[[]]},{"type":"scatter3d"},{"type":"violin","y":[1]},{"type":"histogram","x":[5,5,5]}]}""")]
    [InlineData("""{}""")]
    public void OddFiguresAreDrawnAsFarAsTheyGo(string json) => XElement.Parse(StaticSvg.Draw(json));

    [Fact]
    public void WhatIsNoJsonIsRefused() => Assert.ThrowsAny<System.Text.Json.JsonException>(() => StaticSvg.Draw("{"));

    private static double Number(XElement element, string name) =>
        double.Parse((string)element.Attribute(name)!, CultureInfo.InvariantCulture);

    private static string Shown(double value) => Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture);
}
