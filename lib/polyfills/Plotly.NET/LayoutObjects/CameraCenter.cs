using Microsoft.FSharp.Core;

namespace Plotly.NET.LayoutObjects;

/// <summary>The point of a scene that the camera looks at.</summary>
public class CameraCenter : DynamicObj.DynamicObj
{
    /// <summary>Makes one with what is given; null leaves a property out.</summary>
    public static CameraCenter init(
        FSharpOption<double>? X, FSharpOption<double>? Y, FSharpOption<double>? Z) =>
        new CameraCenter().SetOption("x", X).SetOption("y", Y).SetOption("z", Z);
}
