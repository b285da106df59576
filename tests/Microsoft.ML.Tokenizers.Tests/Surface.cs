using System.Reflection;

namespace Microsoft.ML.Tokenizers.Tests;

/// <summary>Writes the public and protected members of an assembly, a line each, so that two assemblies can be compared.</summary>
public static class Surface
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic
        | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Of(Assembly assembly) =>
        assembly.GetExportedTypes().SelectMany(OfType).Distinct().Order(StringComparer.Ordinal);

    private static IEnumerable<string> OfType(Type type)
    {
        yield return $"type {Name(type)} : {(type.BaseType is null ? "" : Name(type.BaseType))}";
        foreach (var method in type.GetMethods(Declared)
            .Where(m => (m.IsPublic || m.IsFamily) && m.DeclaringType == type && !m.Name.Contains('<')))
        {
            var inherited = method.GetBaseDefinition().DeclaringType == typeof(object);
            if (!inherited)
            {
                yield return $"{Name(type)}: {(method.IsPublic ? "public" : "protected")} "
                    + $"{(method.IsStatic ? "static " : "")}{Name(method.ReturnType)} "
                    + $"{method.Name}({Parameters(method)})";
            }
        }

        foreach (var constructor in type.GetConstructors(Declared).Where(c => c.IsPublic || c.IsFamily))
        {
            yield return $"{Name(type)}: {(constructor.IsPublic ? "public" : "protected")} new({Parameters(constructor)})";
        }
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p =>
        $"{(p.IsOut ? "out " : "")}{Name(p.ParameterType)} {p.Name}{(p.HasDefaultValue ? $" = {p.DefaultValue ?? "null"}" : "")}"));

    private static string Name(Type type)
    {
        if (type.IsByRef || type.IsArray)
        {
            return Name(type.GetElementType()!) + (type.IsArray ? "[]" : "");
        }

        return type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : type.Name;
    }
}
