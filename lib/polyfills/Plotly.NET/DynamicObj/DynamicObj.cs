using System.Dynamic;
using Microsoft.FSharp.Core;

namespace DynamicObj;

/// <summary>
/// An object whose properties are added at run time. Every part of a figure is one: what plotly.js understands and
/// this library has no name for is set with <see cref="SetProperty"/>, under plotly's own name.
/// </summary>
public class DynamicObj : DynamicObject
{
    /// <summary>The properties, in the order in which they were first set.</summary>
    public Dictionary<string, object?> Properties { get; } = [];

    /// <summary>Sets a property, or replaces it.</summary>
    /// <param name="propertyName">The name that plotly.js reads, such as <c>barmode</c>.</param>
    /// <param name="propertyValue">Text, number, bool, sequence, or another object of this kind.</param>
    public void SetProperty(string propertyName, object? propertyValue) => Properties[propertyName] = propertyValue;

    /// <summary>Removes a property; false where there is none of that name.</summary>
    public bool RemoveProperty(string propertyName) => Properties.Remove(propertyName);

    /// <summary>The value of a property.</summary>
    /// <exception cref="MissingMemberException">There is no property of that name.</exception>
    public object? GetPropertyValue(string propertyName) =>
        Properties.TryGetValue(propertyName, out object? value) ? value
        : throw new MissingMemberException($"No dynamic property \"{propertyName}\" was set on {GetType().Name}.");

    /// <summary>The value of a property, or null where there is none.</summary>
    public FSharpOption<object>? TryGetPropertyValue(string propertyName) =>
        Properties.TryGetValue(propertyName, out object? value) && value is not null ? new(value) : null;

    /// <summary>The value of a property if it has this type, else null.</summary>
    public FSharpOption<TPropertyValue>? TryGetTypedPropertyValue<TPropertyValue>(string propertyName) =>
        Properties.TryGetValue(propertyName, out object? value) && value is TPropertyValue typed ? new(typed) : null;

    /// <summary>All properties with their values.</summary>
    public IEnumerable<KeyValuePair<string, object?>> GetProperties(bool includeInstanceProperties) =>
        [.. Properties];

    /// <summary>The names of all properties.</summary>
    public IEnumerable<string> GetPropertyNames(bool includeInstanceProperties) => [.. Properties.Keys];

    /// <inheritdoc/>
    public override bool TryGetMember(GetMemberBinder binder, out object? result) =>
        Properties.TryGetValue(binder.Name, out result);

    /// <inheritdoc/>
    public override bool TrySetMember(SetMemberBinder binder, object? value)
    {
        Properties[binder.Name] = value;
        return true;
    }

    /// <inheritdoc/>
    public override IEnumerable<string> GetDynamicMemberNames() => [.. Properties.Keys];

    /// <summary>Copies what <paramref name="source"/> holds: objects are merged, anything else is replaced.</summary>
    internal void Merge(DynamicObj source)
    {
        foreach ((string name, object? value) in source.Properties)
        {
            if (value is DynamicObj part && Properties.GetValueOrDefault(name) is DynamicObj mine)
                mine.Merge(part);
            else
                Properties[name] = value is DynamicObj fresh ? fresh.Copy() : value;
        }
    }

    /// <summary>A copy of the object and of the objects in it; sequences are shared.</summary>
    internal DynamicObj Copy()
    {
        var copy = (DynamicObj)Blank();
        foreach ((string name, object? value) in Properties)
            copy.Properties[name] = value is DynamicObj part ? part.Copy() : value;
        return copy;
    }

    private protected virtual object Blank() => Activator.CreateInstance(GetType())!;
}
