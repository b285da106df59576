namespace Plotly.NET.LayoutObjects;

/// <summary>An x or y axis. Properties are set by plotly's names.</summary>
public class LinearAxis : DynamicObj.DynamicObj
{
}
