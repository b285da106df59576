using Microsoft.FSharp.Core;

namespace Plotly.NET.LayoutObjects;

/// <summary>How a scene is projected.</summary>
public class CameraProjection : DynamicObj.DynamicObj
{
    /// <summary>Makes one with what is given; null leaves a property out.</summary>
    public static CameraProjection init(
        FSharpOption<StyleParam.CameraProjectionType>? ProjectionType) =>
        new CameraProjection().SetOption("type", ProjectionType);
}
