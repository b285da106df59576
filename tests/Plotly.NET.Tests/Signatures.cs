using System.Reflection;
using System.Runtime.CompilerServices;

namespace PublicSurface;

/// <summary>
/// The public members of an assembly, one line each, with type parameters by position: what a C# caller can see, and
/// so what must be the same in an assembly that stands in for another.
/// </summary>
internal static class Signatures
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static
        | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Of(Assembly assembly) => assembly.GetExportedTypes()
        .SelectMany(type => Members(type).Prepend(Name(type))).Distinct().Order(StringComparer.Ordinal);

    private static IEnumerable<string> Members(Type type)
    {
        string owner = Name(type);
        if (type.IsEnum)
            return Enum.GetNames(type).Select(n => $"{owner}::{n} = {Convert.ToInt64(Enum.Parse(type, n))}");
        if (type.IsAssignableTo(typeof(Delegate)))
            return [$"{owner}::{Method(type.GetMethod("Invoke")!)}"];
        return type.GetConstructors(Declared).Where(IsVisible).Select(c => $"{owner}::new({Parameters(c)})")
            .Concat(type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily)
                .Select(f => $"{owner}::{Static(f.IsStatic)}{Name(f.FieldType)} {f.Name}"))
            .Concat(type.GetProperties(Declared).SelectMany(p => Property(owner, p)))
            .Concat(type.GetMethods(Declared).Where(m => IsVisible(m) && !IsAccessor(m) && !IsOverride(m))
                .Select(m => $"{owner}::{Method(m)}"));
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsAccessor(MethodInfo method) =>
        method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    /// <summary>An override is reached through the member it overrides.</summary>
    private static bool IsOverride(MethodInfo method) =>
        method.GetBaseDefinition().DeclaringType != method.DeclaringType;

    private static IEnumerable<string> Property(string owner, PropertyInfo property)
    {
        foreach ((MethodInfo? accessor, string kind) in new[] { (property.GetMethod, "get"),
            (property.SetMethod, "set") })
        {
            if (accessor is null || !IsVisible(accessor) || IsOverride(accessor))
                continue;
            string index = string.Join(", ", property.GetIndexParameters().Select(Parameter));
            yield return $"{owner}::{Static(accessor.IsStatic)}{Name(property.PropertyType)} {property.Name}"
                + (index.Length > 0 ? $"[{index}]" : "") + $" {kind}";
        }
    }

    private static string Method(MethodInfo method) =>
        $"{Static(method.IsStatic)}{Name(method.ReturnType)} {method.Name}"
        + (method.IsGenericMethod ? $"`{method.GetGenericArguments().Length}" : "") + $"({Parameters(method)})";

    private static string Parameters(MethodBase method) =>
        (method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "")
        + string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        string kind = parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? "ref "
            : parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
        string value = parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "default"}" : "";
        return $"{kind}{Name(parameter.ParameterType)} {parameter.Name}{value}";
    }

    private static string Static(bool isStatic) => isStatic ? "static " : "";

    private static string Name(Type type)
    {
        if (type.IsGenericParameter)
            return (type.DeclaringMethod is null ? "!" : "!!") + type.GenericParameterPosition;
        if (type.HasElementType)
            return Name(type.GetElementType()!)
                + (type.IsArray ? "[" + new string(',', type.GetArrayRank() - 1) + "]" : "");
        string space = type.Namespace is "System" or "System.Collections.Generic" ? "" : type.Namespace + ".";
        string name = (type.IsNested ? Name(type.DeclaringType!) + "." : space) + type.Name;
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }
}
