namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Plain text.</summary>
public static class PlainTextFormatter
{
    /// <summary><c>text/plain</c>.</summary>
    public const string MimeType = "text/plain";

    /// <summary>The formatter that writes a type as plain text.</summary>
    /// <param name="type">The type.</param>
    public static ITypeFormatter GetPreferredFormatterFor(Type type) =>
        Formatter.GetPreferredFormatterFor(type, MimeType);

    /// <summary>The formatter that writes a type as plain text.</summary>
    /// <typeparam name="T">The type.</typeparam>
    public static ITypeFormatter GetPreferredFormatterFor<T>() => GetPreferredFormatterFor(typeof(T));
}

/// <summary>A formatter that writes plain text.</summary>
/// <typeparam name="T">The type it takes.</typeparam>
public class PlainTextFormatter<T> : TypeFormatter<T>
{
    private readonly FormatDelegate<T> _format;

    /// <summary>Creates a formatter.</summary>
    /// <param name="format">Writes a value, or returns <see langword="false"/>.</param>
    public PlainTextFormatter(FormatDelegate<T> format) => _format = format;

    /// <summary>Creates a formatter.</summary>
    /// <param name="format">Writes a value.</param>
    public PlainTextFormatter(Action<T, FormatContext> format)
        : this((value, context) =>
        {
            format(value, context);
            return true;
        })
    {
    }

    /// <summary>Creates a formatter.</summary>
    /// <param name="format">Gives a value's text.</param>
    public PlainTextFormatter(Func<T, string> format)
        : this((value, context) => context.Writer.Write(format(value)))
    {
    }

    /// <inheritdoc/>
    public override string MimeType => PlainTextFormatter.MimeType;

    /// <inheritdoc/>
    public override bool Format(T value, FormatContext context)
    {
        if (value is not null) return _format(value, context);
        context.Writer.Write(Formatter.NullString);
        return true;
    }
}
