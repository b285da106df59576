namespace Plotly.NET.LayoutObjects;

/// <summary>How the charts of a grid are laid out. <c>Chart.Grid</c> makes one.</summary>
public class LayoutGrid : DynamicObj.DynamicObj
{
}
