namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>How far a type is from a type that a formatter was registered for.</summary>
internal static class TypeDistance
{
    private const int PerInterface = 1000;
    private const int ToObject = 1_000_000;

    /// <summary>0 for the type itself; base classes count the steps up; interfaces come after base classes, those that
    /// extend more other interfaces first; <see cref="object"/> comes last.</summary>
    /// <param name="type">The value's type.</param>
    /// <param name="target">The formatter's type, which may be a generic type definition.</param>
    /// <returns>The distance, or <see langword="null"/> where the target does not take the type.</returns>
    public static int? Between(Type type, Type target)
    {
        if (target == typeof(object)) return type == target ? 0 : ToObject;
        if (target.IsInterface) return ToInterface(type, target);
        var steps = 0;
        for (var t = type; t is not null; t = t.BaseType, steps++)
        {
            if (Matches(t, target)) return steps;
        }

        return null;
    }

    private static int? ToInterface(Type type, Type target)
    {
        if (Matches(type, target)) return 0;
        var match = type.GetInterfaces().FirstOrDefault(i => Matches(i, target));
        return match is null ? null : PerInterface * (100 - Math.Min(99, match.GetInterfaces().Length));
    }

    private static bool Matches(Type type, Type target) =>
        type == target || (target.IsGenericTypeDefinition && type.IsGenericType
            && type.GetGenericTypeDefinition() == target);
}
