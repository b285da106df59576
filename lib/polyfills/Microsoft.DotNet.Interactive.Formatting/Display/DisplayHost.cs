namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Where displayed values go: to the kernel that hosts the calling code, or to the console.</summary>
internal static class DisplayHost
{
    /// <summary>Shows a value, or replaces it where <see cref="DisplayedValue.IsUpdated"/>; says whether it did.
    /// A kernel sets it.</summary>
    public static Func<DisplayedValue, bool>? Handler { get; set; }

    /// <summary>Shows a value.</summary>
    /// <param name="value">The value.</param>
    public static void Show(DisplayedValue value)
    {
        if (Handler?.Invoke(value) == true) return;
        var text = value.FormattedValues.FirstOrDefault(f => f.MimeType == PlainTextFormatter.MimeType)?.Value;
        Console.WriteLine(text ?? value.Value.ToDisplayString());
    }
}
