using Microsoft.FSharp.Core;

namespace Plotly.NET.LayoutObjects;

/// <summary>
/// The part of a figure that something takes, in fractions of width and height or as a cell of a grid.
/// </summary>
public class Domain : DynamicObj.DynamicObj
{
    /// <summary>Makes one with what is given; null leaves a property out.</summary>
    public static Domain init(
        FSharpOption<StyleParam.Range>? X, FSharpOption<StyleParam.Range>? Y, FSharpOption<int>? Row,
        FSharpOption<int>? Column) =>
        new Domain().SetOption("x", X).SetOption("y", Y).SetOption("row", Row).SetOption("column", Column);
}
