using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.Events;

/// <summary>Something that happened in a kernel.</summary>
public abstract class KernelEvent;

/// <summary>Something is shown.</summary>
/// <param name="value">The value.</param>
/// <param name="formattedValues">What is shown of it.</param>
/// <param name="valueId">What it can be replaced by, or <see langword="null"/>.</param>
public abstract class DisplayEvent(
    object? value, IReadOnlyCollection<FormattedValue>? formattedValues, string? valueId) : KernelEvent
{
    /// <summary>The value.</summary>
    public object? Value { get; } = value;

    /// <summary>What is shown of it.</summary>
    public IReadOnlyCollection<FormattedValue> FormattedValues { get; } = formattedValues ?? [];

    /// <summary>What it can be replaced by, or <see langword="null"/>.</summary>
    public string? ValueId { get; } = valueId;
}

/// <summary>Something new is shown.</summary>
/// <param name="value">The value.</param>
/// <param name="formattedValues">What is shown of it.</param>
/// <param name="valueId">What it can be replaced by, or <see langword="null"/>.</param>
public class DisplayedValueProduced(
    object? value, IReadOnlyCollection<FormattedValue>? formattedValues = null, string? valueId = null)
    : DisplayEvent(value, formattedValues, valueId);

/// <summary>Something shown is replaced.</summary>
/// <param name="value">The new value.</param>
/// <param name="valueId">What is replaced.</param>
/// <param name="formattedValues">What is shown of the new value.</param>
public class DisplayedValueUpdated(
    object? value, string valueId, IReadOnlyCollection<FormattedValue>? formattedValues = null)
    : DisplayEvent(value, formattedValues, valueId);

/// <summary>Text for standard output.</summary>
/// <param name="text">The text.</param>
public class StandardOutputValueProduced(string text) : DisplayEvent(text, null, null);

/// <summary>Text for standard error.</summary>
/// <param name="text">The text.</param>
public class StandardErrorValueProduced(string text) : DisplayEvent(text, null, null);
