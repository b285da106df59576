using Microsoft.FSharp.Core;

namespace Plotly.NET;

/// <summary>Colour, width in pixels, dashes and shape of a line.</summary>
public class Line : DynamicObj.DynamicObj
{
    /// <summary>Makes one with what is given; null leaves a property out.</summary>
    public static Line init(
        FSharpOption<StyleParam.BackOff>? BackOff, FSharpOption<bool>? AutoColorScale, FSharpOption<bool>? CAuto,
        FSharpOption<double>? CMax, FSharpOption<double>? CMid, FSharpOption<double>? CMin,
        FSharpOption<Color>? Color, FSharpOption<StyleParam.SubPlotId>? ColorAxis,
        FSharpOption<StyleParam.Colorscale>? Colorscale, FSharpOption<bool>? ReverseScale,
        FSharpOption<bool>? ShowScale, FSharpOption<ColorBar>? ColorBar, FSharpOption<StyleParam.DrawingStyle>? Dash,
        FSharpOption<StyleParam.Shape>? Shape, FSharpOption<bool>? Simplify, FSharpOption<double>? Smoothing,
        FSharpOption<double>? Width, FSharpOption<IEnumerable<double>>? MultiWidth,
        FSharpOption<Color>? OutlierColor, FSharpOption<double>? OutlierWidth) =>
        new Line().SetOption("backoff", BackOff).SetOption("autocolorscale", AutoColorScale).SetOption("cauto", CAuto)
            .SetOption("cmax", CMax).SetOption("cmid", CMid).SetOption("cmin", CMin).SetOption("color", Color)
            .SetOption("coloraxis", ColorAxis).SetOption("colorscale", Colorscale)
            .SetOption("reversescale", ReverseScale).SetOption("showscale", ShowScale).SetOption("colorbar", ColorBar)
            .SetOption("dash", Dash).SetOption("shape", Shape).SetOption("simplify", Simplify)
            .SetOption("smoothing", Smoothing).SetOption("width", Width).SetOption("width", MultiWidth)
            .SetOption("outliercolor", OutlierColor).SetOption("outlierwidth", OutlierWidth);
}
