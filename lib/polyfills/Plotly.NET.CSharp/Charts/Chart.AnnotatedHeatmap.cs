namespace Plotly.NET.CSharp;

public static partial class Chart
{
    /// <summary>A grid of numbers as colours, with a text in each cell.</summary>
    public static GenericChart AnnotatedHeatmap<ZType, XType, YType, TextType>(
        IEnumerable<IEnumerable<ZType>> zData, IEnumerable<IEnumerable<string>> annotationText,
        Optional<string> Name = default, Optional<bool> ShowLegend = default, Optional<double> Opacity = default,
        Optional<IEnumerable<XType>> X = default, Optional<IEnumerable<IEnumerable<XType>>> MultiX = default,
        Optional<int> XGap = default, Optional<IEnumerable<YType>> Y = default,
        Optional<IEnumerable<IEnumerable<YType>>> MultiY = default, Optional<int> YGap = default,
        Optional<TextType> Text = default, Optional<IEnumerable<TextType>> MultiText = default,
        Optional<ColorBar> ColorBar = default, Optional<StyleParam.Colorscale> ColorScale = default,
        Optional<bool> ShowScale = default, Optional<bool> ReverseScale = default,
        Optional<StyleParam.SmoothAlg> ZSmooth = default, Optional<bool> Transpose = default,
        Optional<bool> UseWebGL = default, Optional<bool> ReverseYAxis = default,
        Optional<bool> UseDefaults = default)
        where ZType : IConvertible where XType : IConvertible where YType : IConvertible
        where TextType : IConvertible =>
        new Trace2D(UseWebGL.Or(false) ? "heatmapgl" : "heatmap").Set("z", zData).Set("name", Name)
            .Set("showlegend", ShowLegend).Set("opacity", Opacity).Set("x", X).Set("x", MultiX).Set("xgap", XGap)
            .Set("y", Y).Set("y", MultiY).Set("ygap", YGap).Set("text", Text).Set("text", MultiText)
            .Set("colorbar", ColorBar).Set("colorscale", ColorScale).Set("showscale", ShowScale)
            .Set("reversescale", ReverseScale).Set("zsmooth", ZSmooth).Set("transpose", Transpose)
            .Figure(UseDefaults).Reversed(ReverseYAxis)
            .Annotated(annotationText);
}
