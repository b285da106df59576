using System.Reflection;

namespace PlotlyTests;

/// <summary>
/// Calls a chart method, or an extension of a chart, with its required arguments and at most one optional one, and
/// returns the figure. Works on the official assemblies and on ours alike.
/// </summary>
internal sealed class Probe(Assembly core, Assembly csharp)
{
    private readonly Samples samples = new(core, csharp);

    /// <summary>The figure's JSON for every optional parameter of every method named in <paramref name="names"/>.</summary>
    public IEnumerable<(string Key, string Json)> Run(IReadOnlyCollection<string> names)
    {
        foreach (MethodInfo method in Methods().Where(m => names.Contains(m.Name)))
        {
            yield return (method.Name, Call(method, null));
            foreach (ParameterInfo parameter in method.GetParameters())
            {
                if (parameter.ParameterType.Name.StartsWith("Optional`", StringComparison.Ordinal)
                    && parameter.Name != "UseDefaults")
                    yield return ($"{method.Name}.{parameter.Name}", Call(method, parameter.Name));
            }
        }
    }

    /// <summary>All methods that make or style a chart, closed over sample types; encoded arrays are left out.</summary>
    public IEnumerable<MethodInfo> Methods()
    {
        const BindingFlags Flags = BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly;
        return new[] { "Plotly.NET.CSharp.Chart", "Plotly.NET.CSharp.GenericChartExtensions" }
            .SelectMany(name => csharp.GetType(name)!.GetMethods(Flags))
            .Where(m => m.ReturnType.Name == "GenericChart")
            .Where(m => !m.GetParameters().Any(p => p.Name!.EndsWith("Encoded", StringComparison.Ordinal)))
            .Select(m => m.IsGenericMethodDefinition
                ? m.MakeGenericMethod([.. m.GetGenericArguments().Select(Samples.Argument)]) : m)
            .OrderBy(m => m.Name, StringComparer.Ordinal);
    }

    private string Call(MethodInfo method, string? given)
    {
        object?[] arguments = [.. method.GetParameters().Select(p => Argument(p, given))];
        object chart = method.Invoke(null, arguments)!;
        return (string)core.GetType("Plotly.NET.GenericChart")!.GetMethod("toFigureJson")!.Invoke(null, [chart])!;
    }

    private object? Argument(ParameterInfo parameter, string? given)
    {
        if (parameter.Name == "UseDefaults")
            return Activator.CreateInstance(parameter.ParameterType, false, true);
        if (parameter.Name == given)
            return given == "Id" ? SecondAxis(parameter) : samples.Make(parameter.ParameterType);
        if (parameter.Name == "gChart")
            return Blank();
        if (parameter.Name == "gCharts")
        {
            Array charts = Array.CreateInstance(parameter.ParameterType.GetGenericArguments()[0], 2);
            charts.SetValue(Blank(), 0);
            charts.SetValue(Blank(), 1);
            return charts;
        }
        bool optional = parameter.ParameterType.Name.StartsWith("Optional`", StringComparison.Ordinal);
        return optional ? Activator.CreateInstance(parameter.ParameterType) : samples.Make(parameter.ParameterType);
    }

    /// <summary>An Id names a second x or y axis where it is an axis, and is a number elsewhere.</summary>
    private object SecondAxis(ParameterInfo parameter)
    {
        Type inner = parameter.ParameterType.GetGenericArguments()[0];
        string make = parameter.Member.Name.Contains("YAxis", StringComparison.Ordinal) ? "NewYAxis" : "NewXAxis";
        object value = inner == typeof(int) ? 2 : inner.GetMethod(make)!.Invoke(null, [2])!;
        return Activator.CreateInstance(parameter.ParameterType, value, true)!;
    }

    /// <summary>A bare line for the extensions to work on.</summary>
    private object Blank()
    {
        MethodInfo line = Methods().First(m => m.Name == "Line");
        return line.Invoke(null, [.. line.GetParameters().Select(p => Argument(p, null))])!;
    }
}
