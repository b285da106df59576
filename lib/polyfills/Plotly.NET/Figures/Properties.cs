using Microsoft.FSharp.Core;

namespace Plotly.NET;

/// <summary>Setting properties one after the other, those alone that were given.</summary>
internal static class Properties
{
    public static T Set<T>(this T target, string name, object? value) where T : DynamicObj.DynamicObj
    {
        if (value is not null)
            target.SetProperty(name, value);
        return target;
    }

    public static T SetOption<T, TValue>(this T target, string name, FSharpOption<TValue>? value)
        where T : DynamicObj.DynamicObj
    {
        if (value is not null)
            target.SetProperty(name, value.Value);
        return target;
    }

    /// <summary>The object under a name, made if it is not there yet.</summary>
    public static T Part<T>(this DynamicObj.DynamicObj target, string name) where T : DynamicObj.DynamicObj, new()
    {
        if (target.Properties.GetValueOrDefault(name) is T part)
            return part;
        var made = new T();
        if (target.Properties.GetValueOrDefault(name) is DynamicObj.DynamicObj other)
            made.Merge(other);
        target.SetProperty(name, made);
        return made;
    }
}
