namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Something on display that can be replaced.</summary>
public class DisplayedValue
{
    private readonly string[] _mimeTypes;

    /// <summary>Creates a displayed value; does not show it.</summary>
    /// <param name="value">The value.</param>
    /// <param name="formattedValues">What is shown of it.</param>
    public DisplayedValue(object? value, IReadOnlyList<FormattedValue> formattedValues)
        : this(value, formattedValues, Guid.NewGuid().ToString("N"))
    {
    }

    internal DisplayedValue(object? value, IReadOnlyList<FormattedValue> formattedValues, string displayId)
    {
        ArgumentNullException.ThrowIfNull(formattedValues);
        Value = value;
        FormattedValues = formattedValues;
        DisplayId = displayId;
        _mimeTypes = [.. formattedValues.Select(f => f.MimeType)];
    }

    /// <summary>What front ends know it by.</summary>
    public string DisplayId { get; }

    /// <summary>Whether it was replaced.</summary>
    public bool IsUpdated { get; private set; }

    /// <summary>What is shown of it.</summary>
    public IReadOnlyList<FormattedValue> FormattedValues { get; private set; }

    /// <summary>The value.</summary>
    public object? Value { get; private set; }

    /// <summary>Shows another value in its place, in the same MIME types.</summary>
    /// <param name="updatedValue">The value.</param>
    public void Update(object? updatedValue)
    {
        FormattedValues = FormattedValue.CreateManyFromObject(updatedValue, _mimeTypes);
        Value = updatedValue;
        IsUpdated = true;
        DisplayHost.Show(this);
    }
}
