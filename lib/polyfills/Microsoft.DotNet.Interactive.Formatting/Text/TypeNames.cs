using System.Runtime.CompilerServices;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Type names as C# writes them.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(char)] = "char",
        [typeof(decimal)] = "decimal",
        [typeof(double)] = "double",
        [typeof(float)] = "float",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(object)] = "object",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(string)] = "string",
        [typeof(uint)] = "uint",
        [typeof(ulong)] = "ulong",
        [typeof(ushort)] = "ushort",
        [typeof(void)] = "void",
    };

    /// <summary>The name, without namespace: <c>List&lt;int&gt;</c>, <c>int[]</c>, <c>(anonymous)</c>.</summary>
    /// <param name="type">The type.</param>
    public static string Of(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword)) return keyword;
        if (IsAnonymous(type)) return "(anonymous)";
        if (type.IsArray) return $"{Of(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (Nullable.GetUnderlyingType(type) is { } inner) return Of(inner) + "?";
        if (!type.IsGenericType) return type.Name;
        var name = type.Name.IndexOf('`') is >= 0 and var tick ? type.Name[..tick] : type.Name;
        if (name == nameof(ValueTuple)) return $"({string.Join(", ", type.GetGenericArguments().Select(Of))})";
        return $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>";
    }

    /// <summary>Whether a type is that of <c>new { … }</c>.</summary>
    /// <param name="type">The type.</param>
    public static bool IsAnonymous(Type type) =>
        type.IsDefined(typeof(CompilerGeneratedAttribute), false)
            && type.Name.StartsWith("<>f__Anonymous", StringComparison.Ordinal);

    /// <summary>Whether values of a type are one word, not a structure.</summary>
    /// <param name="type">The type.</param>
    public static bool IsScalar(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(decimal)
            || type == typeof(DateTime) || type == typeof(DateTimeOffset) || type == typeof(TimeSpan)
            || type == typeof(DateOnly) || type == typeof(TimeOnly) || type == typeof(Guid) || type == typeof(Half)
            || type == typeof(Int128) || type == typeof(UInt128) || type == typeof(Uri) || type == typeof(Version)
            || type == typeof(System.Numerics.BigInteger) || type == typeof(System.Numerics.Complex)
            || typeof(Type).IsAssignableFrom(type);
    }
}
