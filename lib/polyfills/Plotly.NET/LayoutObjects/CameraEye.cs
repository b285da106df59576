using Microsoft.FSharp.Core;

namespace Plotly.NET.LayoutObjects;

/// <summary>Where the camera stands.</summary>
public class CameraEye : DynamicObj.DynamicObj
{
    /// <summary>Makes one with what is given; null leaves a property out.</summary>
    public static CameraEye init(
        FSharpOption<double>? X, FSharpOption<double>? Y, FSharpOption<double>? Z) =>
        new CameraEye().SetOption("x", X).SetOption("y", Y).SetOption("z", Z);
}
