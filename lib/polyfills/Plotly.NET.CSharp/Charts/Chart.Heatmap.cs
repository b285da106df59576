namespace Plotly.NET.CSharp;

public static partial class Chart
{
    /// <summary>
    /// A grid of numbers as colours. Row 0 is at the bottom unless <paramref name="ReverseYAxis"/> is true.
    /// </summary>
    public static GenericChart Heatmap<ZType, XType, YType, TextType>(
        IEnumerable<IEnumerable<ZType>> zData, Optional<IEnumerable<XType>> X = default,
        Optional<IEnumerable<IEnumerable<XType>>> MultiX = default, Optional<IEnumerable<YType>> Y = default,
        Optional<IEnumerable<IEnumerable<YType>>> MultiY = default, Optional<string> Name = default,
        Optional<bool> ShowLegend = default, Optional<double> Opacity = default, Optional<int> XGap = default,
        Optional<int> YGap = default, Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default, Optional<ColorBar> ColorBar = default,
        Optional<StyleParam.Colorscale> ColorScale = default, Optional<bool> ShowScale = default,
        Optional<bool> ReverseScale = default, Optional<StyleParam.SmoothAlg> ZSmooth = default,
        Optional<bool> Transpose = default, Optional<bool> UseWebGL = default, Optional<bool> ReverseYAxis = default,
        Optional<bool> UseDefaults = default)
        where ZType : IConvertible where XType : IConvertible where YType : IConvertible
        where TextType : IConvertible =>
        new Trace2D(UseWebGL.Or(false) ? "heatmapgl" : "heatmap").Set("z", zData).Set("x", X).Set("x", MultiX)
            .Set("y", Y).Set("y", MultiY).Set("name", Name).Set("showlegend", ShowLegend).Set("opacity", Opacity)
            .Set("xgap", XGap).Set("ygap", YGap).Set("text", Text).Set("text", MultiText).Set("colorbar", ColorBar)
            .Set("colorscale", ColorScale).Set("showscale", ShowScale).Set("reversescale", ReverseScale)
            .Set("zsmooth", ZSmooth).Set("transpose", Transpose)
            .Figure(UseDefaults).Reversed(ReverseYAxis);
}
