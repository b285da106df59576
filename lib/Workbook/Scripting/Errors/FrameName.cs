using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Workbook.Scripting;

/// <summary>Names of stack frames as the source says them: without state machines, closures and submission
/// classes.</summary>
internal static partial class FrameName
{
    private static readonly string[] NoiseNamespaces =
    [
        "System.Runtime.CompilerServices", "System.Runtime.ExceptionServices", "System.Threading", "Workbook.Scripting",
        "System.Runtime.ControlledExecution",
    ];

    /// <summary>The method's name, or <see langword="null"/> for a cell's top level.</summary>
    /// <param name="frame">The frame.</param>
    public static string? Of(StackFrame frame)
    {
        if (frame.GetMethod() is not { } method) return null;
        var type = method.DeclaringType;
        var name = method.Name;
        if (type is not null && Generated().Match(type.Name) is { Success: true } machine)
        {
            name = machine.Groups[1].Value;
            type = type.DeclaringType;
        }
        else if (Generated().Match(name) is { Success: true } local)
        {
            name = LocalName().Match(name) is { Success: true } l ? l.Groups[1].Value : local.Groups[1].Value;
        }

        while (type is not null && type.Name.StartsWith("<>c", StringComparison.Ordinal)) type = type.DeclaringType;
        if (name is "<Initialize>" or "<Factory>") return null;
        if (type is null || type.Name.StartsWith("Submission#", StringComparison.Ordinal))
            return name + Parameters(method);
        var owner = type.FullName is { } full ? SubmissionPrefix().Replace(full, "").Replace('+', '.') : type.Name;
        return $"{owner}.{name}{Parameters(method)}";
    }

    /// <summary>Whether a frame says nothing to a reader of a notebook.</summary>
    /// <param name="frame">The frame.</param>
    public static bool IsNoise(StackFrame frame)
    {
        var type = frame.GetMethod()?.DeclaringType;
        if (type is null) return false;
        var name = type.FullName ?? type.Name;
        return NoiseNamespaces.Any(n => name.StartsWith(n, StringComparison.Ordinal));
    }

    private static string Parameters(MethodBase method)
    {
        if (method.Name == "MoveNext") return "()";
        try
        {
            return $"({string.Join(", ", method.GetParameters().Select(p => p.ParameterType.Name))})";
        }
        catch (Exception e) when (e is FileNotFoundException or FileLoadException or TypeLoadException)
        {
            return "(…)"; // a parameter's assembly cannot be loaded; the name alone still helps
        }
    }

    [GeneratedRegex(@"^<(<?[^>]*>?)>[a-z]__")]
    private static partial Regex Generated();

    [GeneratedRegex(@"^<.*>g__([^|]+)\|")]
    private static partial Regex LocalName();

    [GeneratedRegex(@"^Submission#\d+\+?")]
    private static partial Regex SubmissionPrefix();
}
