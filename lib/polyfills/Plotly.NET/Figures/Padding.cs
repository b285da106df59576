using Microsoft.FSharp.Core;

namespace Plotly.NET;

/// <summary>Space around a title, in pixels: bottom, left, right, top.</summary>
public class Padding : DynamicObj.DynamicObj
{
    /// <summary>Makes one with what is given; null leaves a property out.</summary>
    public static Padding init(
        FSharpOption<int>? B, FSharpOption<int>? L, FSharpOption<int>? R, FSharpOption<int>? T) =>
        new Padding().SetOption("b", B).SetOption("l", L).SetOption("r", R).SetOption("t", T);
}
