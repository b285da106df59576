using DynamicProperties = DynamicObj.DynamicObj;

namespace Plotly.NET.CSharp;

/// <summary>What the chart methods have in common: setting what was given, and nothing else.</summary>
internal static class Building
{
    public static T Set<T, TValue>(this T target, string name, Optional<TValue> value) where T : DynamicProperties =>
        value.IsSome ? Properties.Set(target, name, value.Value) : target;

    public static T Or<T>(this Optional<T> value, T other) => value.IsSome ? value.Value : other;

    /// <summary>A copy of the given style object, or a new one.</summary>
    public static T OrNew<T>(this Optional<T> value) where T : DynamicProperties, new() =>
        value.IsSome ? (T)value.Value.Copy() : new T();

    /// <summary>The value as an object, null where it was left out.</summary>
    public static object? Given<T>(this Optional<T> value) => value.IsSome ? value.Value : null;

    /// <summary>A figure of one trace.</summary>
    public static GenericChart Figure(this Trace trace, Optional<bool> useDefaults) =>
        GenericChart.ofTraceObject(useDefaults.Or(true), trace);

    /// <summary>
    /// The mode of a trace: what it draws anyway, and markers or text where something was said about them.
    /// </summary>
    public static string Mode(string drawn, bool markers, bool text)
    {
        List<string> parts = [.. drawn.Split('+').Where(part => part != "none")];
        if (markers && !parts.Contains("markers"))
            parts.Insert(parts.Contains("lines") ? 1 : 0, "markers");
        if (text && !parts.Contains("text"))
            parts.Add("text");
        return parts.Count == 0 ? "none" : string.Join("+", parts);
    }

    /// <summary>The scene of a three-dimensional chart, seen through this camera.</summary>
    public static GenericChart Seen(
        this GenericChart chart, Optional<LayoutObjects.Camera> camera,
        Optional<StyleParam.CameraProjectionType> projection)
    {
        LayoutObjects.Camera seen = camera.OrNew();
        seen.Part<LayoutObjects.CameraProjection>("projection").Set(
            "type", projection.Or(StyleParam.CameraProjectionType.Perspective));
        chart.Layout.Part<LayoutObjects.Scene>("scene").SetProperty("camera", seen);
        return chart;
    }

    /// <summary>The first row of a heat map at the top instead of at the bottom.</summary>
    public static GenericChart Reversed(this GenericChart chart, Optional<bool> reverse)
    {
        if (reverse.Or(false))
            chart.Layout.Part<LayoutObjects.LinearAxis>("yaxis").SetProperty("autorange", "reversed");
        return chart;
    }
}
