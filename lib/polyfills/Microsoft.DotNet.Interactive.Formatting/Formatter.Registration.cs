using System.Collections.Concurrent;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Registration.</summary>
public static partial class Formatter
{
    /// <summary>Limits of sequences of one item type (<see cref="Formatter{T}.ListExpansionLimit"/>).</summary>
    internal static ConcurrentDictionary<Type, int> ListLimits { get; } = new();

    /// <summary>Registers a formatter.</summary>
    /// <param name="formatter">The formatter; it comes before those registered earlier.</param>
    public static void Register(ITypeFormatter formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        FormatterRegistry.Add(formatter);
    }

    /// <summary>Registers a formatter.</summary>
    /// <typeparam name="T">The type it takes.</typeparam>
    /// <param name="formatter">Writes a value, or returns <see langword="false"/>.</param>
    /// <param name="mimeType">The MIME type it writes.</param>
    public static void Register<T>(FormatDelegate<T> formatter, string mimeType = PlainText) =>
        Register(new DelegateFormatter<T>(formatter, mimeType));

    /// <summary>Registers a formatter.</summary>
    /// <param name="type">The type it takes.</param>
    /// <param name="formatter">Writes a value, or returns <see langword="false"/>.</param>
    /// <param name="mimeType">The MIME type it writes.</param>
    public static void Register(Type type, FormatDelegate<object> formatter, string mimeType = PlainText) =>
        Register(new DelegateFormatter<object>(formatter, mimeType, type));

    /// <summary>Registers a formatter.</summary>
    /// <param name="type">The type it takes.</param>
    /// <param name="formatter">Writes a value.</param>
    /// <param name="mimeType">The MIME type it writes.</param>
    public static void Register(Type type, Action<object, TextWriter> formatter, string mimeType = PlainText) =>
        Register(new DelegateFormatter<object>(Writing(formatter), mimeType, type));

    /// <summary>Registers a formatter.</summary>
    /// <typeparam name="T">The type it takes.</typeparam>
    /// <param name="formatter">Writes a value.</param>
    /// <param name="mimeType">The MIME type it writes.</param>
    public static void Register<T>(Action<T, TextWriter> formatter, string mimeType = PlainText) =>
        Register(new DelegateFormatter<T>(Writing(formatter), mimeType));

    /// <summary>Registers a formatter.</summary>
    /// <typeparam name="T">The type it takes.</typeparam>
    /// <param name="formatter">Gives a value's text.</param>
    /// <param name="mimeType">The MIME type it writes.</param>
    public static void Register<T>(Func<T, string> formatter, string mimeType = PlainText)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        Register<T>((value, writer) => writer.Write(formatter(value)), mimeType);
    }

    /// <summary>The registered formatters, the user's first, the latest first.</summary>
    /// <param name="includeDefaults">Whether the built-in ones are among them.</param>
    public static IEnumerable<ITypeFormatter> RegisteredFormatters(bool includeDefaults = true) =>
        FormatterRegistry.All(includeDefaults);

    /// <summary>The formatter that writes a type in a MIME type.</summary>
    /// <param name="actualType">The type.</param>
    /// <param name="mimeType">The MIME type.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static ITypeFormatter GetPreferredFormatterFor(Type actualType, string mimeType)
    {
        ArgumentNullException.ThrowIfNull(mimeType);
        return FormatterRegistry.For(actualType, mimeType).FirstOrDefault()
            ?? throw new ArgumentException($"No formatter is registered for MIME type {mimeType}.");
    }

    private static FormatDelegate<T> Writing<T>(Action<T, TextWriter> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        return (value, context) =>
        {
            formatter(value, context.Writer);
            return true;
        };
    }
}

/// <summary>Settings and formatting of one type.</summary>
/// <typeparam name="T">The type.</typeparam>
public static class Formatter<T>
{
    /// <summary>How many items of a sequence of this type are shown.</summary>
    public static int ListExpansionLimit
    {
        get => Formatter.ListLimits.GetValueOrDefault(typeof(T), Formatter.ListExpansionLimit);
        set => Formatter.ListLimits[typeof(T)] = value >= 0
            ? value : throw new ArgumentException($"{nameof(ListExpansionLimit)} is below 0.");
    }

    /// <summary>Writes a value in a MIME type.</summary>
    /// <param name="obj">The value.</param>
    /// <param name="context">Where to.</param>
    /// <param name="mimeType">The MIME type.</param>
    public static void FormatTo(T obj, FormatContext context, string mimeType = Formatter.PlainText) =>
        obj.FormatTo(context, mimeType);
}
