namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Writes values of a type in a MIME type.</summary>
public interface ITypeFormatter
{
    /// <summary>The MIME type it writes.</summary>
    string MimeType { get; }

    /// <summary>The type whose values, and whose subtypes' values, it takes; may be a generic type
    /// definition.</summary>
    Type Type { get; }

    /// <summary>Writes a value.</summary>
    /// <param name="instance">The value.</param>
    /// <param name="context">Where to.</param>
    /// <returns>Whether it wrote; otherwise the next formatter is asked.</returns>
    bool Format(object? instance, FormatContext context);
}

/// <summary>Writes values of a type in a MIME type.</summary>
/// <typeparam name="T">The type.</typeparam>
public interface ITypeFormatter<in T> : ITypeFormatter
{
    /// <summary>Writes a value.</summary>
    /// <param name="instance">The value.</param>
    /// <param name="context">Where to.</param>
    /// <returns>Whether it wrote; otherwise the next formatter is asked.</returns>
    bool Format(T instance, FormatContext context);
}

/// <summary>Gives the formatters of a type that names this source in its
/// <see cref="TypeFormatterSourceAttribute"/>.</summary>
public interface ITypeFormatterSource
{
    /// <summary>Makes the formatters.</summary>
    IEnumerable<ITypeFormatter> CreateTypeFormatters();
}

/// <summary>Names the source of a type's formatters, so that a library needs no registration call.</summary>
/// <param name="formatterSourceType">An <see cref="ITypeFormatterSource"/> with a constructor that takes
/// nothing.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = true, Inherited = true)]
public class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    /// <summary>The source.</summary>
    public Type FormatterSourceType { get; } = formatterSourceType;

    /// <summary>The MIME types the type prefers to be shown in.</summary>
    public string[]? PreferredMimeTypes { get; set; }
}

/// <summary>Writes a value.</summary>
/// <typeparam name="T">The value's type.</typeparam>
/// <param name="value">The value.</param>
/// <param name="context">Where to.</param>
/// <returns>Whether it wrote; otherwise the next formatter is asked.</returns>
public delegate bool FormatDelegate<in T>(T value, FormatContext context);
