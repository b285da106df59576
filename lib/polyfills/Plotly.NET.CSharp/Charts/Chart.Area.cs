using Plotly.NET.TraceObjects;

namespace Plotly.NET.CSharp;

public static partial class Chart
{
    /// <summary>A line with the area down to zero filled.</summary>
    public static GenericChart Area<XType, YType, TextType>(
        IEnumerable<XType> x, IEnumerable<YType> y, Optional<bool> ShowMarkers = default,
        Optional<string> Name = default, Optional<bool> ShowLegend = default, Optional<double> Opacity = default,
        Optional<IEnumerable<double>> MultiOpacity = default, Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default, Optional<StyleParam.TextPosition> TextPosition = default,
        Optional<IEnumerable<StyleParam.TextPosition>> MultiTextPosition = default,
        Optional<Color> MarkerColor = default, Optional<StyleParam.Colorscale> MarkerColorScale = default,
        Optional<Line> MarkerOutline = default, Optional<StyleParam.MarkerSymbol> MarkerSymbol = default,
        Optional<IEnumerable<StyleParam.MarkerSymbol>> MultiMarkerSymbol = default, Optional<Marker> Marker = default,
        Optional<Color> LineColor = default, Optional<StyleParam.Colorscale> LineColorScale = default,
        Optional<double> LineWidth = default, Optional<StyleParam.DrawingStyle> LineDash = default,
        Optional<Line> Line = default, Optional<string> AlignmentGroup = default,
        Optional<string> OffsetGroup = default, Optional<string> StackGroup = default,
        Optional<StyleParam.Orientation> Orientation = default, Optional<StyleParam.GroupNorm> GroupNorm = default,
        Optional<Color> FillColor = default, Optional<StyleParam.PatternShape> FillPatternShape = default,
        Optional<Pattern> FillPattern = default, Optional<bool> UseWebGL = default,
        Optional<bool> UseDefaults = default)
        where XType : IConvertible where YType : IConvertible where TextType : IConvertible =>
        new Trace2D(UseWebGL.Or(false) ? "scattergl" : "scatter")
            .Set("mode", Building.Mode("lines", ShowMarkers.Or(false), TextPosition.IsSome || MultiTextPosition.IsSome))
            .Set("x", x).Set("y", y).Set("name", Name).Set("showlegend", ShowLegend).Set("opacity", Opacity)
            .Set("text", Text).Set("text", MultiText).Set("textposition", TextPosition)
            .Set("textposition", MultiTextPosition).Set("alignmentgroup", AlignmentGroup)
            .Set("offsetgroup", OffsetGroup).Set("stackgroup", StackGroup).Set("orientation", Orientation)
            .Set("groupnorm", GroupNorm).Set("fillcolor", FillColor).Set("fill", "tozeroy")
            .Set("marker", Marker.OrNew().Set("opacity", MultiOpacity)
                    .Set("color", MarkerColor).Set("colorscale", MarkerColorScale).Set("line", MarkerOutline)
                    .Set("symbol", MarkerSymbol).Set("symbol", MultiMarkerSymbol))
            .Set("line", Line.OrNew().Set("color", LineColor)
                    .Set("colorscale", LineColorScale).Set("width", LineWidth).Set("dash", LineDash))
            .Set("fillpattern", FillPattern.OrNew().Set("shape", FillPatternShape))
            .Figure(UseDefaults);
}
