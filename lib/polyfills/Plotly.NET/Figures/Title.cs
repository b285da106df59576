using Microsoft.FSharp.Core;

namespace Plotly.NET;

/// <summary>The title of a figure, an axis, a legend or a colour bar.</summary>
public class Title : DynamicObj.DynamicObj
{
    /// <summary>Makes one with what is given; null leaves a property out.</summary>
    public static Title init(
        FSharpOption<string>? Text, FSharpOption<Font>? Font, FSharpOption<bool>? AutoMargin,
        FSharpOption<Padding>? Pad, FSharpOption<double>? X, FSharpOption<StyleParam.XAnchorPosition>? XAnchor,
        FSharpOption<string>? XRef, FSharpOption<double>? Y, FSharpOption<StyleParam.YAnchorPosition>? YAnchor,
        FSharpOption<string>? YRef, FSharpOption<int>? Standoff, FSharpOption<StyleParam.Side>? Side) =>
        new Title().SetOption("text", Text).SetOption("font", Font).SetOption("automargin", AutoMargin)
            .SetOption("pad", Pad).SetOption("x", X).SetOption("xanchor", XAnchor).SetOption("xref", XRef)
            .SetOption("y", Y).SetOption("yanchor", YAnchor).SetOption("yref", YRef).SetOption("standoff", Standoff)
            .SetOption("side", Side);
}
