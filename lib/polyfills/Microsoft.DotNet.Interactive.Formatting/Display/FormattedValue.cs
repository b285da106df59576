namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>A value in one MIME type.</summary>
/// <param name="mimeType">The MIME type.</param>
/// <param name="value">The text; JSON for a JSON MIME type.</param>
public class FormattedValue(string mimeType, string value)
{
    /// <summary>The MIME type.</summary>
    public string MimeType { get; } = string.IsNullOrWhiteSpace(mimeType)
        ? throw new ArgumentException("The MIME type is empty.", nameof(mimeType)) : mimeType;

    /// <summary>The text; JSON for a JSON MIME type.</summary>
    public string Value { get; } = value;

    /// <summary>Whether front ends leave it out.</summary>
    public bool SuppressDisplay { get; set; }

    /// <summary>A value in one MIME type.</summary>
    /// <param name="value">The value.</param>
    /// <param name="mimeType">The MIME type; the one the value's type prefers unless given.</param>
    public static FormattedValue CreateSingleFromObject(object? value, string? mimeType = null)
    {
        mimeType ??= Formatter.GetPreferredMimeTypesFor(value?.GetType()).First();
        return new FormattedValue(mimeType, value.ToDisplayString(mimeType));
    }

    /// <summary>A value in several MIME types.</summary>
    /// <param name="value">The value.</param>
    /// <param name="mimeTypes">The MIME types; those the value's type prefers unless given.</param>
    public static IReadOnlyList<FormattedValue> CreateManyFromObject(object? value, params string[] mimeTypes)
    {
        var wanted = mimeTypes is { Length: > 0 } ? mimeTypes
            : [.. Formatter.GetPreferredMimeTypesFor(value?.GetType())];
        return [.. wanted.Select(m => new FormattedValue(m, value.ToDisplayString(m)))];
    }

    /// <inheritdoc/>
    public override string ToString() => $"{MimeType}: {Value}";
}
