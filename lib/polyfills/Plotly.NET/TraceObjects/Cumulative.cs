namespace Plotly.NET.TraceObjects;

/// <summary>Whether a histogram adds its bins up. Properties are set by plotly's names.</summary>
public class Cumulative : DynamicObj.DynamicObj
{
}
