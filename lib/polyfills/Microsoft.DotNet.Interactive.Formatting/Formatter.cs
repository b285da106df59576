using System.Globalization;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Turns values into what a notebook shows.</summary>
public static partial class Formatter
{
    /// <summary>The MIME type whose formatters every type has.</summary>
    internal const string PlainText = PlainTextFormatter.MimeType;

    static Formatter() => ResetToDefault();

    /// <summary>How many items of a sequence are shown; 20 unless set.</summary>
    /// <exception cref="ArgumentException">The value is negative.</exception>
    public static int ListExpansionLimit
    {
        get;
        set => field = value >= 0 ? value : throw new ArgumentException($"{nameof(ListExpansionLimit)} is below 0.");
    }

    /// <summary>How many values deep an object is shown; 6 unless set.</summary>
    /// <exception cref="ArgumentException">The value is negative.</exception>
    public static int RecursionLimit
    {
        get;
        set => field = value >= 0 ? value : throw new ArgumentException($"{nameof(RecursionLimit)} is below 0.");
    }

    /// <summary>What <see langword="null"/> is shown as; <c>&lt;null&gt;</c> unless set.</summary>
    public static string NullString { get; set; } = "<null>";

    /// <summary>The MIME type of types that prefer none; <c>text/html</c> unless set.</summary>
    public static string DefaultMimeType
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
            FormatterRegistry.Forget();
        }
    } = HtmlFormatter.MimeType;

    /// <summary>Removes every registration and restores every setting.</summary>
    public static void ResetToDefault()
    {
        ListExpansionLimit = 20;
        RecursionLimit = 6;
        NullString = "<null>";
        DefaultMimeType = HtmlFormatter.MimeType;
        ListLimits.Clear();
        FormatterRegistry.Reset();
    }

    /// <summary>Sets the MIME types that values of a type are shown in.</summary>
    /// <param name="type">The type; its subtypes follow it.</param>
    /// <param name="preferredMimeTypes">The MIME types, best first.</param>
    public static void SetPreferredMimeTypesFor(Type type, params string[] preferredMimeTypes)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(preferredMimeTypes);
        if (preferredMimeTypes.Length == 0)
            throw new ArgumentException("At least one MIME type is needed.", nameof(preferredMimeTypes));
        FormatterRegistry.Prefer(type, preferredMimeTypes);
    }

    /// <summary>The MIME types that values of a type are shown in.</summary>
    /// <param name="type">The type; <see langword="null"/> for a null value.</param>
    public static IReadOnlyCollection<string> GetPreferredMimeTypesFor(Type? type) =>
        type is null ? [DefaultMimeType] : FormatterRegistry.PreferredFor(type);

    /// <summary>A value in a MIME type.</summary>
    /// <param name="obj">The value.</param>
    /// <param name="mimeType">The MIME type.</param>
    /// <exception cref="ArgumentException">Nothing writes the value's type in this MIME type.</exception>
    public static string ToDisplayString(this object? obj, string mimeType = PlainText)
    {
        ArgumentNullException.ThrowIfNull(mimeType);
        using var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        using (var context = new FormatContext(writer)) obj.FormatTo(context, mimeType);
        return writer.ToString();
    }

    /// <summary>A value as one formatter writes it.</summary>
    /// <param name="obj">The value.</param>
    /// <param name="formatter">The formatter.</param>
    public static string ToDisplayString(this object? obj, ITypeFormatter formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        using var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        formatter.Format(obj, writer);
        return writer.ToString();
    }

    /// <summary>Writes a value with a formatter.</summary>
    /// <param name="formatter">The formatter.</param>
    /// <param name="instance">The value.</param>
    /// <param name="writer">Where to.</param>
    public static void Format(this ITypeFormatter formatter, object? instance, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        using var context = new FormatContext(writer);
        formatter.Format(instance, context);
    }

    /// <summary>Writes a value in a MIME type.</summary>
    /// <typeparam name="T">Its static type.</typeparam>
    /// <param name="obj">The value.</param>
    /// <param name="context">Where to.</param>
    /// <param name="mimeType">The MIME type.</param>
    /// <exception cref="ArgumentException">Nothing writes the value's type in this MIME type.</exception>
    public static void FormatTo<T>(this T obj, FormatContext context, string mimeType)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(mimeType);
        foreach (var formatter in FormatterRegistry.For(obj?.GetType() ?? typeof(T), mimeType))
        {
            if (obj is null ? FormatNull(context, mimeType) : formatter.Format(obj, context)) return;
        }

        if (obj is null && FormatNull(context, mimeType)) return;
        throw new ArgumentException($"No formatter is registered for {obj?.GetType()} in MIME type {mimeType}.");
    }

    private static bool FormatNull(FormatContext context, string mimeType)
    {
        if (mimeType == HtmlFormatter.MimeType) HtmlFormatter.WritePlain(NullString, context);
        else if (mimeType == JsonFormatter.MimeType) context.Writer.Write("null");
        else context.Writer.Write(NullString);
        return true;
    }
}
