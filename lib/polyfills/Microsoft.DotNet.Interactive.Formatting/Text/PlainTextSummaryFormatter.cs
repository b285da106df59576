namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>One line about a value, such as a tree's headline.</summary>
public static class PlainTextSummaryFormatter
{
    /// <summary><c>text/plain+summary</c>.</summary>
    public const string MimeType = "text/plain+summary";

    private const int MaxLength = 120;

    /// <summary>The formatter that summarizes a type.</summary>
    /// <param name="type">The type.</param>
    public static ITypeFormatter GetPreferredFormatterFor(Type type) =>
        Formatter.GetPreferredFormatterFor(type, MimeType);

    internal static bool Write(object value, FormatContext context)
    {
        var text = PlainTextWriter.Scalar(value) ?? TypeText(value);
        text = text.ReplaceLineEndings(" ");
        context.Writer.Write(text.Length > MaxLength ? text[..(MaxLength - 1)] + "…" : text);
        return true;
    }

    private static string TypeText(object value)
    {
        var text = value.ToString();
        var type = value.GetType();
        return text is null || text == type.ToString() || value is System.Collections.IEnumerable
            ? TypeNames.Of(type) : text;
    }
}
