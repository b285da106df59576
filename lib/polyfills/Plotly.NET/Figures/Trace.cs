namespace Plotly.NET;

/// <summary>One set of data with the way it is drawn: an entry of a figure's <c>data</c>.</summary>
public class Trace : DynamicObj.DynamicObj
{
    /// <summary>Makes a trace without data.</summary>
    /// <param name="traceTypeName">plotly's name of the kind: <c>scatter</c>, <c>bar</c>, <c>heatmap</c>...</param>
    public Trace(string traceTypeName) => SetProperty("type", traceTypeName);

    /// <summary>plotly's name of the kind.</summary>
    public string type
    {
        get => Properties.GetValueOrDefault("type") as string ?? "";
        set => SetProperty("type", value);
    }

    private protected override object Blank() => Activator.CreateInstance(GetType(), type)!;
}
