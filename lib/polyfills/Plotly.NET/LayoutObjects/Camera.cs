using Microsoft.FSharp.Core;

namespace Plotly.NET.LayoutObjects;

/// <summary>From where a scene is seen.</summary>
public class Camera : DynamicObj.DynamicObj
{
    /// <summary>Makes one with what is given; null leaves a property out.</summary>
    public static Camera init(
        FSharpOption<CameraCenter>? Center, FSharpOption<CameraEye>? Eye, FSharpOption<CameraProjection>? Projection,
        FSharpOption<CameraUp>? Up) =>
        new Camera().SetOption("center", Center).SetOption("eye", Eye).SetOption("projection", Projection)
            .SetOption("up", Up);
}
