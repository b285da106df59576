using Plotly.NET.TraceObjects;

namespace Plotly.NET.CSharp;

public static partial class Chart
{
    /// <summary>
    /// A line or points with a band around it, from <paramref name="lower"/> to <paramref name="upper"/>.
    /// </summary>
    public static GenericChart Range<XType, YType, TextType>(
        IEnumerable<XType> x, IEnumerable<YType> y, IEnumerable<YType> upper, IEnumerable<YType> lower,
        StyleParam.Mode mode, Optional<string> Name = default, Optional<string> GroupName = default,
        Optional<bool> ShowMarkers = default, Optional<bool> ShowLegend = default, Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default, Optional<StyleParam.TextPosition> TextPosition = default,
        Optional<IEnumerable<StyleParam.TextPosition>> MultiTextPosition = default,
        Optional<Color> MarkerColor = default, Optional<StyleParam.Colorscale> MarkerColorScale = default,
        Optional<Line> MarkerOutline = default, Optional<StyleParam.MarkerSymbol> MarkerSymbol = default,
        Optional<IEnumerable<StyleParam.MarkerSymbol>> MultiMarkerSymbol = default, Optional<Marker> Marker = default,
        Optional<Marker> UpperMarker = default, Optional<Marker> LowerMarker = default,
        Optional<Color> LineColor = default, Optional<StyleParam.Colorscale> LineColorScale = default,
        Optional<double> LineWidth = default, Optional<StyleParam.DrawingStyle> LineDash = default,
        Optional<Line> Line = default, Optional<Line> UpperLine = default, Optional<Line> LowerLine = default,
        Optional<Color> RangeColor = default, Optional<Pattern> RangePattern = default,
        Optional<TextType> UpperText = default, Optional<IEnumerable<TextType>> MultiUpperText = default,
        Optional<TextType> LowerText = default, Optional<IEnumerable<TextType>> MultiLowerText = default,
        Optional<Font> TextFont = default, Optional<string> LowerName = default, Optional<string> UpperName = default,
        Optional<bool> UseDefaults = default)
        where XType : IConvertible where YType : IConvertible where TextType : IConvertible
    {
        GenericChart middle = Scatter(x, y, mode, Name: Name, ShowLegend: ShowLegend, Text: Text, MultiText: MultiText,
            TextPosition: TextPosition, MultiTextPosition: MultiTextPosition, MarkerColor: MarkerColor,
            MarkerColorScale: MarkerColorScale, MarkerOutline: MarkerOutline, MarkerSymbol: MarkerSymbol,
            MultiMarkerSymbol: MultiMarkerSymbol, Marker: Marker, LineColor: LineColor,
            LineColorScale: LineColorScale, LineWidth: LineWidth, LineDash: LineDash, Line: Line,
            UseDefaults: UseDefaults);
        string drawn = Building.Mode(mode.ToString(), ShowMarkers.Or(false), false);
        string group = GroupName.Or("Range");
        Trace value = middle.Traces[0].Set("mode", drawn).Set("legendgroup", group)
            .Set("legendgrouptitle", new Title().Set("text", group));
        Trace below = Edge(lower, "lower", LowerName).Set("text", LowerText).Set("text", MultiLowerText)
            .Set("marker", EdgeMarker(LowerMarker)).Set("line", LowerLine);
        Trace above = Edge(upper, "upper", UpperName).Set("text", UpperText).Set("text", MultiUpperText)
            .Set("marker", EdgeMarker(UpperMarker)).Set("line", UpperLine).Set("fill", "tonexty")
            .Set("fillpattern", RangePattern);
        return Combine([Of(below), Of(above), GenericChart.setLayout(middle.Layout, Of(value))]);

        GenericChart Of(Trace trace) => trace.Figure(UseDefaults);

        Marker EdgeMarker(Optional<Marker> given) =>
            given.OrNew().Set("color", RangeColor.Or(Color.fromString("rgba(0,0,0,0.5)")));

        Trace Edge(IEnumerable<YType> values, string name, Optional<string> given) => new Trace2D("scatter")
            .Set("name", given.Or(name)).Set("showlegend", true).Set("legendgroup", group).Set("mode", drawn)
            .Set("x", x).Set("y", values).Set("fillcolor", RangeColor).Set("textposition", TextPosition)
            .Set("textfont", TextFont);
    }
}
