using Plotly.NET.TraceObjects;

namespace Plotly.NET.CSharp;

public static partial class Chart
{
    /// <summary>Vertical bars.</summary>
    public static GenericChart Column<ValuesType, KeysType, TextType>(
        IEnumerable<ValuesType> values, Optional<IEnumerable<KeysType>> Keys = default,
        Optional<IEnumerable<IEnumerable<KeysType>>> MultiKeys = default, Optional<string> Name = default,
        Optional<bool> ShowLegend = default, Optional<double> Opacity = default,
        Optional<IEnumerable<double>> MultiOpacity = default, Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default, Optional<Color> MarkerColor = default,
        Optional<StyleParam.Colorscale> MarkerColorScale = default, Optional<Line> MarkerOutline = default,
        Optional<StyleParam.PatternShape> MarkerPatternShape = default,
        Optional<IEnumerable<StyleParam.PatternShape>> MultiMarkerPatternShape = default,
        Optional<Pattern> MarkerPattern = default, Optional<Marker> Marker = default,
        Optional<StyleParam.TextPosition> TextPosition = default,
        Optional<IEnumerable<StyleParam.TextPosition>> MultiTextPosition = default,
        Optional<IEnumerable<ValuesType>> MultiWidth = default, Optional<bool> UseDefaults = default,
        Optional<ValuesType> Base = default, Optional<ValuesType> Width = default)
        where ValuesType : IConvertible where KeysType : IConvertible where TextType : IConvertible =>
        new Trace2D("bar").Set("y", values).Set("x", Keys).Set("x", MultiKeys).Set("name", Name)
            .Set("showlegend", ShowLegend).Set("opacity", Opacity).Set("text", Text).Set("text", MultiText)
            .Set("textposition", TextPosition).Set("textposition", MultiTextPosition).Set("width", MultiWidth)
            .Set("base", Base).Set("width", Width).Set("orientation", "v")
            .Set("marker", Marker.OrNew().Set("opacity", MultiOpacity)
                    .Set("color", MarkerColor).Set("colorscale", MarkerColorScale).Set("line", MarkerOutline)
                    .Set("pattern", MarkerPattern.OrNew().Set("shape", MarkerPatternShape)
                        .Set("shape", MultiMarkerPatternShape)))
            .Figure(UseDefaults);
}
