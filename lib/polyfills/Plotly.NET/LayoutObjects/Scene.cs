namespace Plotly.NET.LayoutObjects;

/// <summary>What a three-dimensional chart is drawn in. Properties are set by plotly's names.</summary>
public class Scene : DynamicObj.DynamicObj
{
}
