using Plotly.NET.LayoutObjects;
using Plotly.NET.TraceObjects;

namespace Plotly.NET.CSharp;

public static partial class Chart
{
    /// <summary>Points in a scene.</summary>
    public static GenericChart Point3D<XType, YType, ZType, TextType>(
        IEnumerable<XType> x, IEnumerable<YType> y, IEnumerable<ZType> z, Optional<string> Name = default,
        Optional<bool> ShowLegend = default, Optional<double> Opacity = default,
        Optional<IEnumerable<double>> MultiOpacity = default, Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default, Optional<StyleParam.TextPosition> TextPosition = default,
        Optional<IEnumerable<StyleParam.TextPosition>> MultiTextPosition = default,
        Optional<Color> MarkerColor = default, Optional<StyleParam.Colorscale> MarkerColorScale = default,
        Optional<Line> MarkerOutline = default, Optional<StyleParam.MarkerSymbol3D> MarkerSymbol = default,
        Optional<IEnumerable<StyleParam.MarkerSymbol3D>> MultiMarkerSymbol = default,
        Optional<Marker> Marker = default, Optional<StyleParam.CameraProjectionType> CameraProjectionType = default,
        Optional<Camera> Camera = default, Optional<Projection> Projection = default,
        Optional<bool> UseDefaults = default)
        where XType : IConvertible where YType : IConvertible where ZType : IConvertible
        where TextType : IConvertible =>
        new Trace3D("scatter3d")
            .Set("mode", Building.Mode("markers", false, TextPosition.IsSome || MultiTextPosition.IsSome)).Set("x", x)
            .Set("y", y).Set("z", z).Set("name", Name).Set("showlegend", ShowLegend).Set("opacity", Opacity)
            .Set("text", Text).Set("text", MultiText).Set("textposition", TextPosition)
            .Set("textposition", MultiTextPosition).Set("projection", Projection)
            .Set("marker", Marker.OrNew().Set("opacity", MultiOpacity)
                    .Set("color", MarkerColor).Set("colorscale", MarkerColorScale).Set("line", MarkerOutline)
                    .Set("symbol", MarkerSymbol).Set("symbol", MultiMarkerSymbol))
            .Set("line", new Line())
            .Figure(UseDefaults).Seen(Camera, CameraProjectionType);
}
