namespace Plotly.NET.TraceObjects;

/// <summary>Shadows of points on the walls of a scene. Properties are set by plotly's names.</summary>
public class Projection : DynamicObj.DynamicObj
{
}
