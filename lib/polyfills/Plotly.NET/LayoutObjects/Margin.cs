using Microsoft.FSharp.Core;

namespace Plotly.NET.LayoutObjects;

/// <summary>Space around the charts of a figure, in pixels.</summary>
public class Margin : DynamicObj.DynamicObj
{
    /// <summary>Makes one with what is given; null leaves a property out.</summary>
    public static Margin init<TLeft, TRight, TTop, TBottom, TPad, TExpand>(
        FSharpOption<TLeft>? Left, FSharpOption<TRight>? Right, FSharpOption<TTop>? Top,
        FSharpOption<TBottom>? Bottom, FSharpOption<TPad>? Pad, FSharpOption<TExpand>? Autoexpand) =>
        new Margin().SetOption("l", Left).SetOption("r", Right).SetOption("t", Top).SetOption("b", Bottom)
            .SetOption("pad", Pad).SetOption("autoexpand", Autoexpand);
}
