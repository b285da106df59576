using System.Net;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>HTML.</summary>
public static class HtmlFormatter
{
    /// <summary><c>text/html</c>.</summary>
    public const string MimeType = "text/html";

    /// <summary>The formatter that writes a type as HTML.</summary>
    /// <param name="type">The type.</param>
    public static ITypeFormatter GetPreferredFormatterFor(Type type) =>
        Formatter.GetPreferredFormatterFor(type, MimeType);

    /// <summary>The formatter that writes a type as HTML.</summary>
    /// <typeparam name="T">The type.</typeparam>
    public static ITypeFormatter GetPreferredFormatterFor<T>() => GetPreferredFormatterFor(typeof(T));

    /// <summary>Has the style sheet of trees and tables follow the output, once.</summary>
    /// <param name="context">The output.</param>
    public static void RequireDefaultStyles(this FormatContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.NeedsStyles = true;
    }

    /// <summary>Writes text as it is, in a fixed-width font.</summary>
    internal static void WritePlain(string? text, FormatContext context)
    {
        context.NeedsStyles = true;
        context.Writer.Write($"<div class=\"dni-plaintext\"><pre>{WebUtility.HtmlEncode(text)}</pre></div>");
    }
}

/// <summary>A formatter that writes HTML.</summary>
/// <typeparam name="T">The type it takes.</typeparam>
public class HtmlFormatter<T> : TypeFormatter<T>
{
    private readonly FormatDelegate<T> _format;

    /// <summary>Creates a formatter.</summary>
    /// <param name="format">Writes a value, or returns <see langword="false"/>.</param>
    public HtmlFormatter(FormatDelegate<T> format) => _format = format;

    /// <summary>Creates a formatter.</summary>
    /// <param name="format">Writes a value.</param>
    public HtmlFormatter(Action<T, FormatContext> format)
        : this((value, context) =>
        {
            format(value, context);
            return true;
        })
    {
    }

    /// <summary>Creates a formatter.</summary>
    /// <param name="format">Gives a value's HTML.</param>
    public HtmlFormatter(Func<T, string> format)
        : this((value, context) => context.Writer.Write(format(value)))
    {
    }

    /// <inheritdoc/>
    public override string MimeType => HtmlFormatter.MimeType;

    /// <inheritdoc/>
    public override bool Format(T value, FormatContext context)
    {
        if (value is not null) return _format(value, context);
        HtmlFormatter.WritePlain(Formatter.NullString, context);
        return true;
    }
}
