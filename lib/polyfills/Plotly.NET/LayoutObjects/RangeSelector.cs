namespace Plotly.NET.LayoutObjects;

/// <summary>Buttons that choose the range of a date axis. Properties are set by plotly's names.</summary>
public class RangeSelector : DynamicObj.DynamicObj
{
}
