namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Base of formatters for a type.</summary>
/// <typeparam name="T">The type.</typeparam>
public abstract class TypeFormatter<T> : ITypeFormatter<T>
{
    /// <summary>Creates a formatter.</summary>
    /// <param name="type">The type it takes, where <typeparamref name="T"/> is only a base of it.</param>
    protected TypeFormatter(Type? type = null) => Type = type ?? typeof(T);

    /// <inheritdoc/>
    public Type Type { get; }

    /// <inheritdoc/>
    public abstract string MimeType { get; }

    /// <inheritdoc/>
    public abstract bool Format(T value, FormatContext context);

    /// <inheritdoc/>
    bool ITypeFormatter.Format(object? instance, FormatContext context) => Format((T)instance!, context);
}

/// <summary>A formatter made of a delegate.</summary>
/// <typeparam name="T">The type.</typeparam>
/// <param name="format">The delegate.</param>
/// <param name="mimeType">The MIME type it writes.</param>
/// <param name="type">The type it takes, where <typeparamref name="T"/> is only a base of it.</param>
internal sealed class DelegateFormatter<T>(FormatDelegate<T> format, string mimeType, Type? type = null)
    : TypeFormatter<T>(type)
{
    public override string MimeType { get; } = mimeType;

    public override bool Format(T value, FormatContext context) => format(value, context);
}
