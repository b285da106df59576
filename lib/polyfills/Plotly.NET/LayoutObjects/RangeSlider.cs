namespace Plotly.NET.LayoutObjects;

/// <summary>A small chart under an axis that chooses its range. Properties are set by plotly's names.</summary>
public class RangeSlider : DynamicObj.DynamicObj
{
}
