using Microsoft.FSharp.Core;

namespace Plotly.NET.LayoutObjects;

/// <summary>The label that follows the pointer.</summary>
public class Hoverlabel : DynamicObj.DynamicObj
{
    /// <summary>Makes one with what is given; null leaves a property out.</summary>
    public static Hoverlabel init(
        FSharpOption<StyleParam.Align>? Align, FSharpOption<Color>? BgColor, FSharpOption<Color>? BorderColor,
        FSharpOption<Font>? Font, FSharpOption<Font>? GroupTitleFont, FSharpOption<int>? Namelength) =>
        new Hoverlabel().SetOption("align", Align).SetOption("bgcolor", BgColor).SetOption("bordercolor", BorderColor)
            .SetOption("font", Font).SetOption("grouptitlefont", GroupTitleFont).SetOption("namelength", Namelength);
}
