namespace Plotly.NET.LayoutObjects;

/// <summary>A line, rectangle, circle or path. Properties are set by plotly's names.</summary>
public class Shape : DynamicObj.DynamicObj
{
}
