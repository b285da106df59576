namespace TorchSharp.Tests;

/// <summary>Names of types as C# writes them.</summary>
internal static class ApiTypeNames
{
    private static readonly Dictionary<string, string> Keywords = new()
    {
        ["System.Void"] = "void",
        ["System.Int64"] = "long",
        ["System.Int32"] = "int",
        ["System.Int16"] = "short",
        ["System.SByte"] = "sbyte",
        ["System.Byte"] = "byte",
        ["System.Boolean"] = "bool",
        ["System.Double"] = "double",
        ["System.Single"] = "float",
        ["System.String"] = "string",
        ["System.Object"] = "object",
        ["System.Char"] = "char",
        ["System.UInt64"] = "ulong",
        ["System.UInt32"] = "uint",
        ["System.UInt16"] = "ushort",
    };

    internal static string Name(Type type)
    {
        if (type.IsByRef)
        {
            return Name(type.GetElementType()!);
        }

        if (type.IsArray)
        {
            return Name(type.GetElementType()!) + "[" + new string(',', type.GetArrayRank() - 1) + "]";
        }

        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return Name(inner) + "?";
        }

        return Keywords.TryGetValue(type.FullName ?? "", out string? keyword) ? keyword : Qualified(type);
    }

    private static string Qualified(Type type)
    {
        Type[] arguments = type.GetGenericArguments();
        string simple = type.Name.Split('`')[0];
        int inherited = type.DeclaringType?.GetGenericArguments().Length ?? 0;
        if (arguments.Length > inherited)
        {
            simple += "<" + string.Join(",", arguments.Skip(inherited).Select(Name)) + ">";
        }

        return type.DeclaringType is { } outer ? Name(outer) + "." + simple
            : type.Namespace is { } space && space.StartsWith("TorchSharp") ? space + "." + simple : simple;
    }
}
