using Plotly.NET.LayoutObjects;
using Plotly.NET.TraceObjects;

namespace Plotly.NET.CSharp;

public static partial class Chart
{
    /// <summary>
    /// How often values fall into bins. Give <paramref name="X"/> for vertical bars, <paramref name="Y"/> for horizontal ones.
    /// </summary>
    public static GenericChart Histogram<XType, YType, TextType>(
        Optional<IEnumerable<XType>> X = default, Optional<IEnumerable<IEnumerable<XType>>> MultiX = default,
        Optional<IEnumerable<YType>> Y = default, Optional<IEnumerable<IEnumerable<YType>>> MultiY = default,
        Optional<StyleParam.Orientation> Orientation = default, Optional<string> Name = default,
        Optional<bool> ShowLegend = default, Optional<double> Opacity = default, Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default, Optional<StyleParam.TextPosition> TextPosition = default,
        Optional<StyleParam.HistFunc> HistFunc = default, Optional<StyleParam.HistNorm> HistNorm = default,
        Optional<string> AlignmentGroup = default, Optional<string> OffsetGroup = default,
        Optional<int> NBinsX = default, Optional<int> NBinsY = default, Optional<string> BinGroup = default,
        Optional<Bins> XBins = default, Optional<Bins> YBins = default, Optional<Color> MarkerColor = default,
        Optional<StyleParam.Colorscale> MarkerColorScale = default, Optional<Line> MarkerOutline = default,
        Optional<StyleParam.PatternShape> MarkerPatternShape = default,
        Optional<IEnumerable<StyleParam.PatternShape>> MultiMarkerPatternShape = default,
        Optional<Pattern> MarkerPattern = default, Optional<Marker> Marker = default, Optional<Line> Line = default,
        Optional<Error> XError = default, Optional<Error> YError = default, Optional<Cumulative> Cumulative = default,
        Optional<Hoverlabel> HoverLabel = default, Optional<bool> UseDefaults = default)
        where XType : IConvertible where YType : IConvertible where TextType : IConvertible =>
        new Trace2D("histogram").Set("x", X).Set("x", MultiX).Set("y", Y).Set("y", MultiY)
            .Set("orientation", Orientation).Set("name", Name).Set("showlegend", ShowLegend).Set("opacity", Opacity)
            .Set("text", Text).Set("text", MultiText).Set("textposition", TextPosition).Set("histfunc", HistFunc)
            .Set("histnorm", HistNorm).Set("alignmentgroup", AlignmentGroup).Set("offsetgroup", OffsetGroup)
            .Set("nbinsx", NBinsX).Set("nbinsy", NBinsY).Set("bingroup", BinGroup).Set("xbins", XBins)
            .Set("ybins", YBins).Set("line", Line).Set("error_x", XError).Set("error_y", YError)
            .Set("cumulative", Cumulative).Set("hoverlabel", HoverLabel)
            .Set("marker", Marker.OrNew().Set("color", MarkerColor)
                    .Set("colorscale", MarkerColorScale).Set("line", MarkerOutline)
                    .Set("pattern", MarkerPattern.OrNew().Set("shape", MarkerPatternShape)
                        .Set("shape", MultiMarkerPatternShape)))
            .Figure(UseDefaults);
}
