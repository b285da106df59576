using Microsoft.FSharp.Core;

namespace Plotly.NET;

/// <summary>Family, size in pixels and colour of text.</summary>
public class Font : DynamicObj.DynamicObj
{
    /// <summary>Makes one with what is given; null leaves a property out.</summary>
    public static Font init(
        FSharpOption<StyleParam.FontFamily>? Family, FSharpOption<double>? Size, FSharpOption<Color>? Color) =>
        new Font().SetOption("family", Family).SetOption("size", Size).SetOption("color", Color);
}
