namespace Plotly.NET;

/// <summary>How a chart behaves in the page: the mode bar, scrolling, resizing.</summary>
public class Config : DynamicObj.DynamicObj
{
    /// <summary>
    /// Adds <paramref name="second"/> to <paramref name="first"/> and returns <paramref name="first"/>.
    /// </summary>
    public static Config combine(Config first, Config second)
    {
        first.Merge(second);
        return first;
    }
}
