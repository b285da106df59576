namespace Plotly.NET;

/// <summary>The bar beside a chart that explains its colour scale.</summary>
public class ColorBar : DynamicObj.DynamicObj
{
}
