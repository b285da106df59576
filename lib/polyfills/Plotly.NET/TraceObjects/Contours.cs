namespace Plotly.NET.TraceObjects;

/// <summary>Contour lines of a surface. Properties are set by plotly's names.</summary>
public class Contours : DynamicObj.DynamicObj
{
}
