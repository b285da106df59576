namespace Microsoft.FSharp.Core;

/// <summary>
/// An optional argument of an F# method as C# sees it: null is "not given", and any value converts to one.
/// The package FSharp.Core brings the same type; this one stands in so that C# source compiles unchanged.
/// </summary>
/// <typeparam name="T">The type of the value.</typeparam>
public sealed class FSharpOption<T>
{
    /// <summary>Wraps a value.</summary>
    public FSharpOption(T value) => Value = value;

    /// <summary>The value.</summary>
    public T Value { get; }

    /// <summary>The option without a value, which F# represents as null.</summary>
    public static FSharpOption<T>? None => null;

    /// <summary>Wraps a value.</summary>
    public static FSharpOption<T> Some(T value) => new(value);

    /// <summary>A value where an option is expected.</summary>
    public static implicit operator FSharpOption<T>(T value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => $"Some({Value})";

    /// <inheritdoc/>
    public override bool Equals(object? obj) =>
        obj is FSharpOption<T> other && EqualityComparer<T>.Default.Equals(Value, other.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => Value is null ? 0 : EqualityComparer<T>.Default.GetHashCode(Value);
}
