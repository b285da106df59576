namespace Plotly.NET;

/// <summary>A trace that takes a part of the page and has no axes, such as a pie.</summary>
public class TraceDomain : Trace
{
    /// <summary>Makes a trace without data.</summary>
    /// <param name="traceTypeName">plotly's name of the kind.</param>
    public TraceDomain(string traceTypeName)
        : base(traceTypeName)
    {
    }
}
