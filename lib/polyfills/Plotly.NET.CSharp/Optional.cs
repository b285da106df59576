namespace Plotly.NET.CSharp;

/// <summary>An argument that may be left out. Any value converts to one: <c>Name: "loss"</c>.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="Value">The value, where there is one.</param>
/// <param name="IsSome">Whether there is one.</param>
public readonly record struct Optional<T>(T Value, bool IsSome)
{
    /// <summary>A value where an optional argument is expected.</summary>
    public static implicit operator Optional<T>(T Value) => new(Value, true);
}
