using Plotly.NET.TraceObjects;

namespace Plotly.NET.CSharp;

public static partial class Chart
{
    /// <summary>
    /// Quartiles and outliers of values. Give <paramref name="Y"/> for vertical boxes, <paramref name="X"/> for horizontal ones.
    /// </summary>
    public static GenericChart BoxPlot<XType, YType, TextType>(
        Optional<IEnumerable<XType>> X = default, Optional<IEnumerable<IEnumerable<XType>>> MultiX = default,
        Optional<IEnumerable<YType>> Y = default, Optional<IEnumerable<IEnumerable<YType>>> MultiY = default,
        Optional<string> Name = default, Optional<bool> ShowLegend = default, Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default, Optional<Color> FillColor = default,
        Optional<Color> MarkerColor = default, Optional<Marker> Marker = default, Optional<double> Opacity = default,
        Optional<double> WhiskerWidth = default, Optional<StyleParam.BoxPoints> BoxPoints = default,
        Optional<StyleParam.BoxMean> BoxMean = default, Optional<double> Jitter = default,
        Optional<double> PointPos = default, Optional<StyleParam.Orientation> Orientation = default,
        Optional<Color> OutlineColor = default, Optional<double> OutlineWidth = default,
        Optional<Line> Outline = default, Optional<string> AlignmentGroup = default,
        Optional<string> OffsetGroup = default, Optional<bool> Notched = default,
        Optional<double> NotchWidth = default, Optional<StyleParam.QuartileMethod> QuartileMethod = default,
        Optional<StyleParam.BoxSizeMode> SizeMode = default, Optional<bool> UseDefaults = default)
        where XType : IConvertible where YType : IConvertible where TextType : IConvertible =>
        new Trace2D("box").Set("x", X).Set("x", MultiX).Set("y", Y).Set("y", MultiY).Set("name", Name)
            .Set("showlegend", ShowLegend).Set("text", Text).Set("text", MultiText).Set("fillcolor", FillColor)
            .Set("opacity", Opacity).Set("whiskerwidth", WhiskerWidth).Set("boxpoints", BoxPoints)
            .Set("boxmean", BoxMean).Set("jitter", Jitter).Set("pointpos", PointPos).Set("orientation", Orientation)
            .Set("alignmentgroup", AlignmentGroup).Set("offsetgroup", OffsetGroup).Set("notched", Notched)
            .Set("notchwidth", NotchWidth).Set("quartilemethod", QuartileMethod).Set("sizemode", SizeMode)
            .Set("marker", Marker.OrNew().Set("color", MarkerColor))
            .Set("line", Outline.OrNew().Set("color", OutlineColor)
                    .Set("width", OutlineWidth))
            .Figure(UseDefaults);
}
