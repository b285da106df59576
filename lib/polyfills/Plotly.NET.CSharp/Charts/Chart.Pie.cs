using Plotly.NET.TraceObjects;

namespace Plotly.NET.CSharp;

public static partial class Chart
{
    /// <summary>Parts of a whole as sectors.</summary>
    public static GenericChart Pie<ValuesType, LabelsType, TextType>(
        IEnumerable<ValuesType> values, Optional<string> Name = default, Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default, Optional<IEnumerable<double>> MultiOpacity = default,
        Optional<IEnumerable<LabelsType>> Labels = default, Optional<double> Pull = default,
        Optional<IEnumerable<double>> MultiPull = default, Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default, Optional<StyleParam.TextPosition> TextPosition = default,
        Optional<IEnumerable<StyleParam.TextPosition>> MultiTextPosition = default,
        Optional<IEnumerable<Color>> SectionColors = default, Optional<Color> SectionOutlineColor = default,
        Optional<double> SectionOutlineWidth = default,
        Optional<IEnumerable<double>> SectionOutlineMultiWidth = default, Optional<Line> SectionOutline = default,
        Optional<StyleParam.PatternShape> MarkerPatternShape = default,
        Optional<IEnumerable<StyleParam.PatternShape>> MultiMarkerPatternShape = default,
        Optional<Pattern> MarkerPattern = default, Optional<Marker> Marker = default,
        Optional<StyleParam.TextInfo> TextInfo = default, Optional<StyleParam.Direction> Direction = default,
        Optional<double> Hole = default, Optional<double> Rotation = default, Optional<bool> Sort = default,
        Optional<bool> UseDefaults = default)
        where ValuesType : IConvertible where LabelsType : IConvertible where TextType : IConvertible =>
        new TraceDomain("pie").Set("values", values).Set("name", Name).Set("showlegend", ShowLegend)
            .Set("opacity", Opacity).Set("labels", Labels).Set("pull", Pull).Set("pull", MultiPull).Set("text", Text)
            .Set("text", MultiText).Set("textposition", TextPosition).Set("textposition", MultiTextPosition)
            .Set("textinfo", TextInfo).Set("direction", Direction).Set("hole", Hole).Set("rotation", Rotation)
            .Set("sort", Sort)
            .Set("marker", Marker.OrNew().Set("opacity", MultiOpacity)
                    .Set("colors", SectionColors)
                    .Set("line", SectionOutline.OrNew().Set("color", SectionOutlineColor)
                        .Set("width", SectionOutlineWidth).Set("width", SectionOutlineMultiWidth))
                    .Set("pattern", MarkerPattern.OrNew().Set("shape", MarkerPatternShape)
                        .Set("shape", MultiMarkerPatternShape)))
            .Figure(UseDefaults);
}
