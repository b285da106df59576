using Microsoft.FSharp.Core;

namespace Plotly.NET.LayoutObjects;

/// <summary>Which direction is up.</summary>
public class CameraUp : DynamicObj.DynamicObj
{
    /// <summary>Makes one with what is given; null leaves a property out.</summary>
    public static CameraUp init(
        FSharpOption<double>? X, FSharpOption<double>? Y, FSharpOption<double>? Z) =>
        new CameraUp().SetOption("x", X).SetOption("y", Y).SetOption("z", Z);
}
