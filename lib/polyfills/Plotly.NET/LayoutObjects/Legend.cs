namespace Plotly.NET.LayoutObjects;

/// <summary>The legend of a figure. <c>WithLegendStyle</c> sets its properties.</summary>
public class Legend : DynamicObj.DynamicObj
{
}
