using Microsoft.FSharp.Core;

namespace Plotly.NET.LayoutObjects;

/// <summary>How long the axes of a scene are against each other.</summary>
public class AspectRatio : DynamicObj.DynamicObj
{
    /// <summary>Makes one with what is given; null leaves a property out.</summary>
    public static AspectRatio init(
        FSharpOption<double>? X, FSharpOption<double>? Y, FSharpOption<double>? Z) =>
        new AspectRatio().SetOption("x", X).SetOption("y", Y).SetOption("z", Z);
}
