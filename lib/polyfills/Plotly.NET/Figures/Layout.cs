using System.Collections;

namespace Plotly.NET;

/// <summary>
/// All of a figure that is not data: title, axes, legend, annotations, shapes. Properties without a method here are
/// set by plotly's name: <c>layout.SetProperty("barmode", "group")</c>.
/// </summary>
public class Layout : DynamicObj.DynamicObj
{
    /// <summary>Parts that are lists: putting two layouts together puts one list behind the other.</summary>
    private static readonly string[] Lists =
        ["annotations", "shapes", "selections", "images", "sliders", "updatemenus"];

    /// <summary>
    /// Adds <paramref name="second"/> to <paramref name="first"/> and returns <paramref name="first"/>.
    /// </summary>
    public static Layout combine(Layout first, Layout second)
    {
        foreach (string name in Lists)
        {
            if (second.Properties.GetValueOrDefault(name) is not IEnumerable more || ReferenceEquals(first, second))
                continue;
            var known = first.Properties.GetValueOrDefault(name) as IEnumerable;
            first.SetProperty(name, (known?.Cast<object>() ?? []).Concat(more.Cast<object>()).ToArray());
        }
        var others = new DynamicObj.DynamicObj();
        foreach ((string name, object? value) in second.Properties.Where(p => !IsList(p)))
            others.SetProperty(name, value);
        first.Merge(others);
        return first;
    }

    private static bool IsList(KeyValuePair<string, object?> property) =>
        Lists.Contains(property.Key) && property.Value is IEnumerable;
}
