using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>What the hosting kernel provides. Outside of a kernel, input comes from the console.</summary>
internal static class KernelHost
{
    /// <summary>Gives the cell that the calling code belongs to.</summary>
    public static Func<KernelInvocationContext?>? Context { get; set; }

    /// <summary>Asks the reader of the calling cell: prompt, whether what is typed stays hidden.</summary>
    public static Func<string, bool, Task<string>>? Input { get; set; }

    /// <summary>Asks for a line of text.</summary>
    /// <param name="prompt">What to ask.</param>
    /// <param name="password">Whether what is typed stays hidden.</param>
    public static Task<string> ReadInputAsync(string prompt, bool password)
    {
        if (KernelInvocationContext.Current is not null && Input is { } input) return input(prompt, password);
        Console.Write(prompt);
        return Task.FromResult(Console.ReadLine() ?? "");
    }

    /// <summary>Shows what an event carries.</summary>
    /// <param name="display">The event.</param>
    public static void Publish(DisplayEvent display)
    {
        var formatted = display.FormattedValues.Count > 0 ? [.. display.FormattedValues]
            : FormattedValue.CreateManyFromObject(display.Value);
        var shown = display.ValueId is { } id
            ? new DisplayedValue(display.Value, formatted, id) : new DisplayedValue(display.Value, formatted);
        if (display is DisplayedValueUpdated) shown.Update(display.Value);
        else DisplayHost.Show(shown);
    }
}
