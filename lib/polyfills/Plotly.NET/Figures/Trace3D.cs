namespace Plotly.NET;

/// <summary>A trace in a scene with three axes.</summary>
public class Trace3D : Trace
{
    /// <summary>Makes a trace without data.</summary>
    /// <param name="traceTypeName">plotly's name of the kind.</param>
    public Trace3D(string traceTypeName)
        : base(traceTypeName)
    {
    }
}
