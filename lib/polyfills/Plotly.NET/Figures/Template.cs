namespace Plotly.NET;

/// <summary>Defaults for layout and traces that a figure carries with it.</summary>
public class Template : DynamicObj.DynamicObj
{
}
