using Microsoft.FSharp.Core;

namespace Plotly.NET.TraceObjects;

/// <summary>The box inside a violin.</summary>
public class Box : DynamicObj.DynamicObj
{
    /// <summary>Makes one with what is given; null leaves a property out.</summary>
    public static Box init(
        FSharpOption<bool>? Visible, FSharpOption<double>? Width, FSharpOption<Color>? FillColor,
        FSharpOption<Color>? LineColor, FSharpOption<double>? LineWidth)
    {
        Box box = new Box().SetOption("visible", Visible).SetOption("width", Width).SetOption("fillcolor", FillColor);
        if (LineColor is not null || LineWidth is not null)
            box.SetProperty("line", new Line().SetOption("color", LineColor).SetOption("width", LineWidth));
        return box;
    }
}
