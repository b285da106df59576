using Microsoft.FSharp.Core;

namespace Plotly.NET.TraceObjects;

/// <summary>The line at the mean of a violin.</summary>
public class MeanLine : DynamicObj.DynamicObj
{
    /// <summary>Makes one with what is given; null leaves a property out.</summary>
    public static MeanLine init(
        FSharpOption<bool>? Visible, FSharpOption<Color>? Color, FSharpOption<double>? Width) =>
        new MeanLine().SetOption("visible", Visible).SetOption("color", Color).SetOption("width", Width);
}
