using System.Reflection;

namespace PeftWorkbook.Peft;

/// <summary>Registers a configuration record as a method, under the name that <c>peft_type</c> gives it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PeftMethodAttribute(string name) : Attribute
{
    /// <summary>The name, as <c>LORA</c>.</summary>
    public string Name { get; } = name;

    /// <summary>The paper's arXiv id.</summary>
    public string? ArXiv { get; init; }
}

/// <summary>The methods that are known: every record with a <see cref="PeftMethodAttribute"/>. Nothing else lists them.</summary>
public static class PeftMethods
{
    private static readonly Dictionary<string, Type> s_byName = new(StringComparer.OrdinalIgnoreCase);

    static PeftMethods() => Register(typeof(PeftMethods).Assembly);

    /// <summary>The names, sorted.</summary>
    public static IReadOnlyList<string> Names => [.. s_byName.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Adds the methods of another assembly.</summary>
    public static void Register(Assembly assembly)
    {
        foreach (var type in assembly.GetTypes())
        {
            if (type.GetCustomAttribute<PeftMethodAttribute>() is { } method)
            {
                s_byName.Add(method.Name, type);
            }
        }
    }

    /// <summary>The name of a configuration's method.</summary>
    public static string NameOf(Type config) => config.GetCustomAttribute<PeftMethodAttribute>()?.Name
        ?? throw new InvalidOperationException($"{config.Name} has no PeftMethod attribute.");

    internal static Type ConfigType(string name, string origin) => s_byName.TryGetValue(name, out var type)
        ? type
        : throw new InvalidDataException($"{origin} names the peft_type '{name}', which is not known{NearMatch.Hint(name, Names)}.");
}
