using System.Reflection;
using PeftWorkbook.Models;

namespace PeftWorkbook.Peft.AdapterHub;

/// <summary>Names the architecture, as AdapterHub's configurations do, that an <see cref="AdapterHubConverter"/> is for.</summary>
/// <param name="name">The name; empty for bottlenecks.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
internal sealed class AdapterHubArchitectureAttribute(string name) : Attribute
{
    /// <summary>The name.</summary>
    internal string Name { get; } = name;
}

/// <summary>
/// Turns one kind of AdapterHub's configurations into the library's. A kind is added by a class with an
/// <see cref="AdapterHubArchitectureAttribute"/>; nothing lists them.
/// </summary>
internal abstract class AdapterHubConverter
{
    private static readonly Dictionary<string, AdapterHubConverter> s_all = (
        from type in typeof(AdapterHubConverter).Assembly.GetTypes()
        from architecture in type.GetCustomAttributes<AdapterHubArchitectureAttribute>()
        select (architecture.Name, (AdapterHubConverter)Activator.CreateInstance(type, nonPublic: true)!))
        .ToDictionary(p => p.Name, p => p.Item2, StringComparer.Ordinal);

    /// <summary>The converter for a configuration.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    internal static AdapterHubConverter For(AdapterHubSettings settings) => s_all.GetValueOrDefault(settings.Architecture)
        ?? throw new InvalidDataException(
            $"{settings.Origin} is an adapter of AdapterHub's of the architecture '{settings.Architecture}', which is not known" +
            $"{NearMatch.Hint(settings.Architecture, s_all.Keys)}.");

    /// <summary>Whether the configuration, and each that it holds, can be converted.</summary>
    internal static bool Knows(AdapterHubSettings settings) =>
        s_all.TryGetValue(settings.Architecture, out var converter) && converter.IsKnown(settings);

    /// <summary>The library's settings.</summary>
    internal abstract PeftConfig Convert(AdapterHubSettings settings);

    /// <summary>The key in the library's files of what a tensor holds; null where it repeats another one, or has no place.</summary>
    internal abstract string? Key(AdapterHubAdapter adapter, string tensor);

    /// <summary>The tensors of a file under the library's keys, and in its shapes; what has no place keeps its name.</summary>
    internal virtual ITensorSource Tensors(AdapterHubAdapter adapter, ITensorSource file) =>
        new RenamedTensors(file, tensor => Key(adapter, tensor), tensor => IsRepeated(adapter, tensor));

    /// <summary>Whether a tensor says what another of the file says too.</summary>
    internal virtual bool IsRepeated(AdapterHubAdapter adapter, string tensor) => false;

    /// <summary>Whether all of a configuration can be converted.</summary>
    private protected virtual bool IsKnown(AdapterHubSettings settings) => true;
}
