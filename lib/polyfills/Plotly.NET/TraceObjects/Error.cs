namespace Plotly.NET.TraceObjects;

/// <summary>Error bars. Properties are set by plotly's names: <c>array</c>, <c>visible</c>...</summary>
public class Error : DynamicObj.DynamicObj
{
}
