using System.Reflection;

namespace TorchSharp.Tests;

/// <summary>Writes the public surface of an assembly as one line a member, in a form close to C#.</summary>
internal static class ApiSignatures
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        | BindingFlags.Static | BindingFlags.DeclaredOnly;

    internal static IEnumerable<string> Of(Assembly assembly) =>
        assembly.GetTypes().Where(IsVisible).SelectMany(OfType).Order(StringComparer.Ordinal).Distinct();

    private static bool IsVisible(Type type) =>
        (type.IsPublic || type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem)
        && (type.DeclaringType is not { } outer || IsVisible(outer));

    private static IEnumerable<string> OfType(Type type)
    {
        string name = ApiTypeNames.Name(type);
        yield return $"type {Category(type)} {name}";
        if (type.BaseType is { } b && b != typeof(object) && b != typeof(ValueType) && b != typeof(Enum)
            && b != typeof(MulticastDelegate))
        {
            yield return $"{name} : {ApiTypeNames.Name(b)}";
        }

        foreach (MemberInfo member in type.GetMembers(Declared))
        {
            if (Member(member) is { } text)
            {
                yield return $"{name} . {text}";
            }
        }
    }

    private static string? Member(MemberInfo member) => member switch
    {
        ConstructorInfo c when Reachable(c) && !c.IsStatic => $"new({Parameters(c)})",
        MethodInfo m when IsChecked(m) && Reachable(m) && (!m.IsSpecialName || m.Name.StartsWith("op_")) && m.Name != "Finalize" =>
            $"{Modifier(m)}{ApiTypeNames.Name(m.ReturnType)} {m.Name}{Generic(m)}({Parameters(m)})",
        PropertyInfo p when Accessor(p) is { } a =>
            $"{Modifier(a)}{ApiTypeNames.Name(p.PropertyType)} {p.Name}[{Parameters(p.GetIndexParameters())}]{Accessors(p)}",
        FieldInfo f when f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly =>
            f.IsLiteral ? $"const {ApiTypeNames.Name(f.FieldType)} {f.Name} = {Literal(f.GetRawConstantValue())}"
                : $"{(f.IsStatic ? "static " : "")}{(f.IsInitOnly ? "readonly " : "")}{ApiTypeNames.Name(f.FieldType)} {f.Name}",
        EventInfo e when e.AddMethod is { } a && Reachable(a) => $"event {ApiTypeNames.Name(e.EventHandlerType!)} {e.Name}",
        _ => null,
    };

    /// <summary>An override adds nothing to what can be written: the member it overrides is checked where it was declared.</summary>
    private static bool IsChecked(MethodInfo m) =>
        m.GetBaseDefinition() is var origin && (origin == m || origin.DeclaringType!.Assembly != m.DeclaringType!.Assembly);

    private static bool Reachable(MethodBase m) => m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly;

    private static MethodInfo? Accessor(PropertyInfo p) =>
        new[] { p.GetMethod, p.SetMethod }.FirstOrDefault(m => m is not null && Reachable(m));

    private static string Accessors(PropertyInfo p) =>
        " {" + (p.GetMethod is { } g && Reachable(g) ? " get;" : "") + (p.SetMethod is { } s && Reachable(s) ? " set;" : "") + " }";

    private static string Modifier(MethodInfo m) => (m.IsFamily || m.IsFamilyOrAssembly ? "protected " : "") + (m.IsStatic ? "static "
        : m.IsAbstract ? "abstract " : m.IsVirtual && !m.IsFinal ? m.GetBaseDefinition() == m ? "virtual " : "override " : "");

    private static string Category(Type t) => t.IsEnum ? "enum" : t.IsValueType ? "struct" : t.IsInterface ? "interface"
        : t is { IsAbstract: true, IsSealed: true } ? "static class" : t.IsAbstract ? "abstract class"
        : t.IsSealed ? "sealed class" : "class";

    private static string Generic(MethodInfo m) =>
        m.IsGenericMethod ? "<" + string.Join(",", m.GetGenericArguments().Select(a => a.Name)) + ">" : "";

    private static string Parameters(MethodBase m) =>
        (m.IsDefined(typeof(System.Runtime.CompilerServices.ExtensionAttribute), false) ? "this " : "") + Parameters(m.GetParameters());

    private static string Parameters(ParameterInfo[] list) => string.Join(", ", list.Select(Parameter));

    private static string Parameter(ParameterInfo p)
    {
        string prefix = p.IsOut ? "out " : p.IsIn && p.ParameterType.IsByRef ? "in " : p.ParameterType.IsByRef ? "ref " : "";
        string parameters = p.GetCustomAttributesData()
            .Any(a => a.AttributeType.Name is "ParamArrayAttribute" or "ParamCollectionAttribute")
            ? "params " : "";
        string fallback = p.HasDefaultValue ? " = " + Literal(p.RawDefaultValue) : "";
        return $"{prefix}{parameters}{ApiTypeNames.Name(p.ParameterType)} {p.Name}{fallback}";
    }

    private static string Literal(object? value) => value switch
    {
        null => "null",
        string s => "\"" + s + "\"",
        bool b => b ? "true" : "false",
        Enum e => Convert.ToInt64(e).ToString(),
        IFormattable f => f.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
