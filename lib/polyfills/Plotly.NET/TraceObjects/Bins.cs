using Microsoft.FSharp.Core;

namespace Plotly.NET.TraceObjects;

/// <summary>Where the bins of a histogram start and end, and how wide each is.</summary>
public class Bins : DynamicObj.DynamicObj
{
    /// <summary>Makes one with what is given; null leaves a property out.</summary>
    public static Bins init(
        FSharpOption<double>? Start, FSharpOption<double>? End, FSharpOption<double>? Size) =>
        new Bins().SetOption("start", Start).SetOption("end", End).SetOption("size", Size);
}
