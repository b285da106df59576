using Microsoft.FSharp.Core;

namespace Plotly.NET.TraceObjects;

/// <summary>The pattern of a filled area.</summary>
public class Pattern : DynamicObj.DynamicObj
{
    /// <summary>Makes one with what is given; null leaves a property out.</summary>
    public static Pattern init(
        FSharpOption<Color>? BGColor, FSharpOption<Color>? FGColor, FSharpOption<double>? FGOpacity,
        FSharpOption<StyleParam.PatternFillMode>? FillMode, FSharpOption<StyleParam.PatternShape>? Shape,
        FSharpOption<IEnumerable<StyleParam.PatternShape>>? MultiShape, FSharpOption<int>? Size,
        FSharpOption<IEnumerable<int>>? MultiSize, FSharpOption<double>? Solidity) =>
        new Pattern().SetOption("bgcolor", BGColor).SetOption("fgcolor", FGColor).SetOption("fgopacity", FGOpacity)
            .SetOption("fillmode", FillMode).SetOption("shape", Shape).SetOption("shape", MultiShape)
            .SetOption("size", Size).SetOption("size", MultiSize).SetOption("solidity", Solidity);
}
