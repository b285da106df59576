using System.Collections.Concurrent;
using System.ComponentModel;
using Workbook.Widgets;

namespace Workbook.Scripting;

/// <summary>Functions that cells call by their bare names, beside those of
/// <see cref="Microsoft.DotNet.Interactive.Kernel"/>.</summary>
public static class CellFunctions
{
    private static readonly ConcurrentDictionary<int, object?> Handed = new();
    private static int _keys;

    /// <summary>Clears the output of the calling cell.</summary>
    /// <param name="wait">Wait for the next output before clearing, so that nothing flickers.</param>
    public static void ClearOutput(bool wait = false) => CellScope.Current?.Output.Clear(wait);

    /// <summary>Shows a control for each parameter of a function, and below them what the function prints, displays and
    /// returns; it runs whenever a control changes: <c>Interact((int n, double a) =&gt; Plot(n, a), (1, 64), 0.5)</c>.
    /// </summary>
    /// <param name="function">The function.</param>
    /// <param name="controls">For each parameter in order a control, a number, a range <c>(min, max[, step])</c>, a
    /// sequence or a dictionary of choices; those left out follow from the parameter's type and default value.</param>
    /// <exception cref="ArgumentException">There is no control for a parameter.</exception>
    public static void Interact(Delegate function, params object?[] controls) =>
        Interactive(function, controls).Display();

    /// <summary>What <see cref="Interact"/> shows, to be placed among other widgets.</summary>
    /// <param name="function">The function.</param>
    /// <param name="controls">As for <see cref="Interact"/>.</param>
    /// <exception cref="ArgumentException">There is no control for a parameter.</exception>
    public static VBox Interactive(Delegate function, params object?[] controls)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(controls);
        return new Interactive(function, controls).View;
    }

    /// <summary>A value that the kernel hands to a variable.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="key">What it was handed over as.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static T HandedValue<T>(int key) => (T)Handed[key]!;

    /// <summary>Code that declares a variable with a value that exists already.</summary>
    internal static string Declaration(string name, object? value, out int key)
    {
        key = Interlocked.Increment(ref _keys);
        Handed[key] = value;
        var type = value is { } v && v.GetType() is { IsPublic: true, IsGenericType: false, IsNested: false } t
            ? "global::" + t.FullName : "object";
        return $"{type} {name} = global::Workbook.Scripting.CellFunctions.HandedValue<{type}>({key});";
    }

    internal static void Forget(int key) => Handed.TryRemove(key, out _);
}
