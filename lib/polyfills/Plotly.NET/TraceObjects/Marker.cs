namespace Plotly.NET.TraceObjects;

/// <summary>
/// Size, colour and symbol of points; colour and pattern of bars. Properties are set by plotly's names.
/// </summary>
public class Marker : DynamicObj.DynamicObj
{
}
