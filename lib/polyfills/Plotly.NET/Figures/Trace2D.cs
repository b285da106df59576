namespace Plotly.NET;

/// <summary>A trace with an x and a y axis.</summary>
public class Trace2D : Trace
{
    /// <summary>Makes a trace without data.</summary>
    /// <param name="traceTypeName">plotly's name of the kind.</param>
    public Trace2D(string traceTypeName)
        : base(traceTypeName)
    {
    }
}
