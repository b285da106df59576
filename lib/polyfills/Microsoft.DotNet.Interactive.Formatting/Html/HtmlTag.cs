using System.Net;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>An HTML element.</summary>
/// <param name="name">Its name.</param>
public class HtmlTag(string name) : IHtmlContent
{
    /// <summary>Creates an element that holds text.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="text">The text, encoded when written.</param>
    public HtmlTag(string name, string text)
        : this(name) => Content = c => c.Writer.Write(WebUtility.HtmlEncode(text));

    /// <summary>Creates an element that holds HTML.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="content">The HTML.</param>
    public HtmlTag(string name, IHtmlContent content)
        : this(name) => Content = c => content.WriteTo(c.Writer, HtmlEncoder.Default);

    /// <summary>Creates an element.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="content">Writes what it holds.</param>
    public HtmlTag(string name, Action<FormatContext> content)
        : this(name) => Content = content;

    /// <summary>Writes what it holds.</summary>
    public Action<FormatContext>? Content { get; set; }

    /// <summary>Whether it holds nothing and ends itself.</summary>
    public bool IsSelfClosing { get; set; }

    /// <summary>Its name.</summary>
    public string Name { get; set; } = name;

    /// <summary>Its attributes.</summary>
    public Dictionary<string, object?> HtmlAttributes { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public virtual void WriteTo(TextWriter writer, HtmlEncoder? encoder = null)
    {
        using var context = new FormatContext(writer);
        WriteTo(context);
    }

    /// <summary>Writes the element.</summary>
    /// <param name="context">Where to.</param>
    public void WriteTo(FormatContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Writer.Write($"<{Name}");
        foreach (var (key, value) in HtmlAttributes)
            context.Writer.Write($" {key}=\"{WebUtility.HtmlEncode(value?.ToString())}\"");
        if (IsSelfClosing && Content is null)
        {
            context.Writer.Write(" />");
            return;
        }

        context.Writer.Write(">");
        Content?.Invoke(context);
        context.Writer.Write($"</{Name}>");
    }

    /// <summary>The element's HTML.</summary>
    public override string ToString()
    {
        using var writer = new StringWriter();
        WriteTo(writer);
        return writer.ToString();
    }
}
