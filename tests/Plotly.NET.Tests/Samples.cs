using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace PlotlyTests;

/// <summary>
/// Makes a sample value for any parameter type of the C# API, by name alone, so that the same code probes the
/// official assemblies (to record facts) and ours (to compare with them).
/// </summary>
internal sealed class Samples(Assembly core, Assembly csharp)
{
    /// <summary>The type argument that a generic parameter gets: texts and labels are strings, data are doubles.</summary>
    public static Type Argument(Type parameter) =>
        parameter.Name is "TextType" or "KeysType" or "LabelsType" or "CategoryArrayType" ? typeof(string)
        : parameter.Name is "MinType" or "MaxType" or "XType" or "YType" ? typeof(int)
        : typeof(double);

    public object Make(Type type)
    {
        if (type == typeof(string))
            return "s";
        if (type == typeof(bool))
            return true;
        if (type == typeof(int))
            return 3;
        if (type == typeof(double))
            return 0.25;
        if (type.IsArray)
            return ArrayOf(type.GetElementType()!, 2);
        if (type.IsGenericType)
            return Generic(type);
        if (type.Namespace == "Plotly.NET" && type.Name == "Color")
            return type.GetMethod("fromString")!.Invoke(null, ["red"])!;
        if (type.Name == "GenericChart")
            return csharp.GetType("Plotly.NET.CSharp.Chart")!.GetMethod("Invisible")!.Invoke(null, null)!;
        return type.DeclaringType?.Name == "StyleParam" ? Case(type) : Styled(type);
    }

    private object Generic(Type type)
    {
        Type[] arguments = type.GetGenericArguments();
        if (type.Name.StartsWith("Optional`", StringComparison.Ordinal))
            return Activator.CreateInstance(type, Make(arguments[0]), true)!;
        if (type.IsAssignableTo(typeof(ITuple)))
            return Activator.CreateInstance(type, [.. arguments.Select(Make)])!;
        return ArrayOf(arguments[0], 2);
    }

    private Array ArrayOf(Type element, int length)
    {
        Array values = Array.CreateInstance(element, length);
        for (int i = 0; i < length; i++)
            values.SetValue(Make(element), i);
        return values;
    }

    /// <summary>The last case without data (the first is often the default), else the case of a number.</summary>
    private object Case(Type union)
    {
        PropertyInfo? last = Cases(union).LastOrDefault();
        if (last is not null)
            return last.GetValue(null)!;
        MethodInfo make = union.GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(m => m.Name.StartsWith("New", StringComparison.Ordinal) && m.GetParameters().Length > 0)
            .OrderBy(m => m.Name, StringComparer.Ordinal).First();
        return make.Invoke(null, [.. make.GetParameters()
            .Select(p => p.ParameterType == typeof(IConvertible) ? 3 : Make(p.ParameterType))])!;
    }

    /// <summary>The cases without data of a union of the API, as static properties, by name.</summary>
    public static IEnumerable<PropertyInfo> Cases(Type union) =>
        union.GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Where(p => p.PropertyType == union).OrderBy(p => p.Name, StringComparer.Ordinal);

    /// <summary>A style object with one property that nothing else sets.</summary>
    private static object Styled(Type type)
    {
        object made = Activator.CreateInstance(type)!;
        type.GetMethod("SetProperty")!.Invoke(made, ["probe", "here"]);
        return made;
    }

    /// <summary>Every type of the StyleParam family.</summary>
    public IEnumerable<Type> StyleParams() => core.GetType("Plotly.NET.StyleParam")!.GetNestedTypes()
        .Where(t => t.GetMethod("Convert") is not null && t.BaseType == typeof(object))
        .OrderBy(t => t.Name, StringComparer.Ordinal);

    /// <summary>A union's value as plotly.js reads it, through the public Convert of the case.</summary>
    public static string Converted(object value) => Text(value.GetType().GetMethod("Convert")!.Invoke(value, null)!);

    private static string Text(object value) => value switch
    {
        string s => s,
        IEnumerable values => "[" + string.Join(", ", values.Cast<object>().Select(Text)) + "]",
        IFormattable f => f.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
