namespace Plotly.NET.LayoutObjects;

/// <summary>Text, with an arrow or without, at a place of the chart. Properties are set by plotly's names.</summary>
public class Annotation : DynamicObj.DynamicObj
{
}
